"""Promises that are about to break or broken: priorities and levels rise, supervisors decide."""

"""Repeatable measurements; never part of the timed tests."""

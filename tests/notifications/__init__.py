"""Everybody is told once, on the channels they chose."""

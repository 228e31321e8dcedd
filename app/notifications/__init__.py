"""Tells everybody concerned, once, on the channels they chose."""

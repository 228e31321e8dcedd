"""Attacks on the real product, and the proof that they fail."""

"""Notices as letters: what they say, where answers go, how they hang together."""

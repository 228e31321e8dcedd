"""Known problems that many people have at once."""

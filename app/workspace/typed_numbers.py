"""Whole numbers in hidden fields, where anything can stand."""

_MOST_DIGITS = 9  # what every database takes as an id


def number_in(text: str) -> int | None:
    """Return the number written in plain digits, or None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None

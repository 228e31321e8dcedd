"""Chooses the forms that see no suggestions, so that the effect of showing them can be told."""

import hashlib

_BYTES = 8


def is_held_out(form_key: str, share: float) -> bool:
    """Say whether the form belongs to the ``share`` (0..1) that is held out; always the same for a key."""
    digest = hashlib.sha256(f"hold-out {form_key}".encode()).digest()
    return int.from_bytes(digest[:_BYTES], "big") < share * (1 << 8 * _BYTES)

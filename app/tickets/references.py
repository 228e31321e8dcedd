"""Public ticket numbers: random, so that nobody learns how many there are or guesses another one."""

import re
import secrets

# Without 0 O 1 I L, which are read aloud and typed wrong; 31**5 = 28.6 million numbers.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 5
_WRITTEN = re.compile(rf"\s*TQ[-\s]?([{_ALPHABET}]{{{_LENGTH},8}})\s*", re.IGNORECASE)


def new_reference(length: int = _LENGTH) -> str:
    """Return a random number such as ``TQ-7F3K9``; whoever keeps it makes sure that it is new."""
    return "TQ-" + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def reference_in(text: str) -> str | None:
    """Return the number as it is kept, however it was typed; None when the whole text is not one."""
    written = _WRITTEN.fullmatch(text)
    return f"TQ-{written[1].upper()}" if written else None

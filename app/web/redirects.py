"""Where a person may be sent back to after signing in or choosing how pages look."""

HOME = "/"


def safe_path(target: str | None) -> str:
    """Return ``target`` if it is a path of this site, else the home page (security 23).

    A path starts with one ``/``, not with ``//`` or ``/\\``, which browsers read as
    another site, and has no control characters, which browsers drop.
    """
    if not target or not target.isprintable() or "\\" in target:
        return HOME
    return target if target.startswith("/") and not target.startswith("//") else HOME

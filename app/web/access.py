"""Access rules a route declares; a rule answers yes or no for a reader."""

from collections.abc import Callable

from app.kernel.permissions import Permission
from app.web.identity import Reader

Access = Callable[[Reader], bool]


def anyone(_reader: Reader) -> bool:
    """Let everybody in."""
    return True


def signed_in(reader: Reader) -> bool:
    """Let in people with an account."""
    return reader.is_known


def holders_of(permission: Permission) -> Access:
    """Let in people who hold ``permission``."""

    def rule(reader: Reader) -> bool:
        return reader.may(permission)

    return rule

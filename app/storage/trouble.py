"""Tells the troubles of databases and disks, which pass, from mistakes of ours, which do not."""

import errno

from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

# SQLite: busy, locked, no memory, read-only, I/O error, full, cannot open, locking protocol.
_SQLITE = frozenset({5, 6, 7, 8, 10, 13, 14, 15})
_READ_ONLY = "25006"  # PostgreSQL, while another server takes over
_DEADLOCKS = frozenset({"40001", "40P01"})
_DISK = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE}
)


def will_pass(error: BaseException) -> bool:
    """Say whether the same request can succeed later: only the place where things are kept is in trouble."""
    if isinstance(error, NoFreeConnection):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _database_will_recover(error)
    return isinstance(error, OSError) and error.errno in _DISK


def must_run_again(error: BaseException) -> bool:
    """Say whether the database undid a transaction only because of others, and asks to run it again."""
    return isinstance(error, DBAPIError) and _state(error) in _DEADLOCKS


def _database_will_recover(error: DBAPIError) -> bool:
    if (code := getattr(error.orig, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in _SQLITE
    if isinstance(error, OperationalError):
        return True
    return isinstance(error, InternalError) and _state(error) == _READ_ONLY


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""

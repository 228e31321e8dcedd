"""Column types that keep what Python means."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, String, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC on every engine. Raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Term(TypeDecorator[Any]):
    """A word of a closed vocabulary (StrEnum), kept as its text."""

    impl = String(40)
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse words that are not of the vocabulary (ValueError)."""
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the vocabulary's member."""
        return None if value is None else self.vocabulary(value)


class TermSet(TypeDecorator[Any]):
    """A set of words of one closed vocabulary, kept as text between commas: ``,a,b,``."""

    impl = String(300)
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse words that are not of the vocabulary (ValueError)."""
        if value is None:
            return None
        words = sorted(self.vocabulary(word).value for word in value)
        return f",{','.join(words)}," if words else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return a frozen set of the vocabulary's members."""
        if value is None:
            return None
        return frozenset(self.vocabulary(word) for word in value.strip(",").split(",") if word)

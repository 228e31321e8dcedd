"""The rows of proposed synonyms: what may be shown of each pair, and when the worker looked last."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.terms import Language
from app.search.models import LONGEST_TEXT
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base


class SynonymProposal(Base):
    """Two phrases that enough people used for each other, strongest first by ``id``.

    Only what may be shown is kept: numbers of fewer people are 0 here, and what they typed is left out.
    """

    __tablename__ = "synonym_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[Language] = mapped_column(Term(Language))
    first: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    second: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    people: Mapped[int]
    reworded: Mapped[int]
    by_first: Mapped[int]
    by_second: Mapped[int]
    queries: Mapped[list[Any]] = mapped_column(JSON)
    articles: Mapped[list[Any]] = mapped_column(JSON)


class SynonymLook(Base):
    """When the searches were looked through last; one row."""

    __tablename__ = "synonym_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)

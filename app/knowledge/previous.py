"""What the live generation remembers, so that a publication need only look at what changed."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.catalogue_file import (
    ArticleOutline,
    Catalogue,
    GenerationUnusable,
    read_catalogue,
    read_history,
    read_outlines,
)
from app.knowledge.generation_store import GenerationStore
from app.knowledge.history import History
from app.knowledge.report_file import PublishingReport, read_report


@dataclass
class Previous:
    """The generation before this one; all empty when there is none."""

    name: str = ""
    folder: Path | None = None
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(""))
    outlines: dict[str, ArticleOutline] = field(default_factory=dict)
    history: History | None = None
    report: PublishingReport | None = None

    @cached_property
    def by_path(self) -> dict[str, Article]:
        """Articles by the file they came from."""
        return {article.path: article for article in self.catalogue.articles}

    @cached_property
    def by_id(self) -> dict[tuple[str, Language], Article]:
        """Articles by id and language."""
        return {(article.id, article.language): article for article in self.catalogue.articles}


def load_previous(store: GenerationStore) -> Previous:
    """Return what is live; an unreadable generation counts as none."""
    current = store.current()
    if current is None:
        return Previous()
    folder = store.path(current.name)
    try:
        return Previous(
            current.name,
            folder,
            read_catalogue(folder / "catalogue.json"),
            read_outlines(folder / "outlines.json"),
            read_history(folder / "history.json"),
            read_report(folder),
        )
    except (GenerationUnusable, KeyError, TypeError, ValueError):
        return Previous()

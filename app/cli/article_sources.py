"""Make the publisher of an installation from its settings."""

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource, is_repository
from app.knowledge.publishing import Publisher
from app.knowledge.source import Source
from app.search.rehearsing import Question
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings


def article_source(settings: Settings, branch: str | None = None) -> Source:
    """Return where the articles come from; ``auto`` takes git where there is a repository."""
    kind = settings.article_source
    if kind == "auto":
        kind = "git" if is_repository(settings.articles_repository) else "folder"
    if kind == "folder":
        return FolderSource(working_tree(settings))
    return GitSource(
        settings.articles_repository, branch or settings.articles_branch, settings.articles_folder
    )


def working_tree(settings: Settings) -> Path:
    """Return the folder editors write in."""
    return settings.articles_repository / settings.articles_folder


def store_of(settings: Settings) -> GenerationStore:
    """Return the generations of an installation."""
    return GenerationStore(settings.search_index_folder)


def publisher_of(settings: Settings, source: Source) -> Publisher:
    """Return the publisher of an installation."""
    return Publisher(
        source,
        store_of(settings),
        WhooshEngine(),
        settings.finds_policy,
        settings.keep_generations,
        questions=partial(_asked_by_several, settings),
    )


def _asked_by_several(settings: Settings) -> Sequence[Question]:
    """Return the searches that several visitors made; none where the database cannot be read."""
    # What reads a database takes longer to load than a small publication to make: only where there is one.
    scheme, _, rest = settings.database.partition(":///")
    if scheme == "sqlite" and not Path(rest.partition("?")[0]).is_file():
        return ()
    asked: Sequence[Question] = import_module("app.cli.asked_before").asked_by_several(settings)
    return asked

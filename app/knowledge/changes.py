"""What a publication changed of the one before it: which commits came, and which articles they moved."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.catalogue_file import Catalogue, GenerationUnusable, read_json, write_json
from app.knowledge.history import History
from app.knowledge.previous import Previous

_FILE = "changes.json"
_MOST = 200


class ChangeKind(StrEnum):
    """What became of an article."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article whose text is new, another or gone; one that only links elsewhere is none."""

    kind: ChangeKind
    id: str
    language: Language
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class CommitLine:
    """A commit that this publication brought, with the files it touched that are still there."""

    commit: str
    author: str
    at: datetime
    subject: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What came since the generation ``before``, "" for the first one; newest commits first.

    Long lists are cut: ``commits_left_out`` and ``articles_left_out`` say by how many.
    """

    before: str = ""
    commits: tuple[CommitLine, ...] = ()
    articles: tuple[ArticleChange, ...] = ()
    commits_left_out: int = 0
    articles_left_out: int = 0


def changes_since(
    previous: Previous, known: AbstractSet[str], catalogue: Catalogue, history: History
) -> Changes:
    """Return what ``catalogue`` and ``history`` have that the generation before had not.

    ``known`` are the commits it knew: a history walks on in place, so that it cannot say afterwards.
    """
    if previous.folder is None:
        return Changes()
    commits = _commits(known, history) if known else []
    articles = _articles(previous, catalogue)
    return Changes(
        previous.name,
        tuple(commits[:_MOST]),
        tuple(articles[:_MOST]),
        len(commits[_MOST:]),
        len(articles[_MOST:]),
    )


def write_changes(folder: Path, changes: Changes) -> None:
    """Write what a generation changed."""
    data = asdict(changes)
    for commit in data["commits"]:
        commit["at"] = int(commit["at"].timestamp())
    write_json(folder / _FILE, data)


def read_changes(folder: Path) -> Changes:
    """Return what a generation changed; nothing of one that did not note it. Raises GenerationUnusable."""
    if not (folder / _FILE).is_file():
        return Changes()
    data = read_json(folder / _FILE)
    try:
        return Changes(
            **{
                **data,
                "commits": tuple(_commit(entry) for entry in data["commits"]),
                "articles": tuple(_article(entry) for entry in data["articles"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GenerationUnusable(f"{_FILE}: {error}") from error


def _commits(known: AbstractSet[str], history: History) -> list[CommitLine]:
    new = [commit for commit in reversed(history.commits) if commit not in known]
    touched: dict[str, list[str]] = {commit: [] for commit in new}
    for path, commits in history.present.items() if new else ():
        for commit in commits:
            if commit not in touched:
                break
            touched[commit].append(path)
    return [_line(commit, history, touched[commit]) for commit in new]


def _line(commit: str, history: History, paths: list[str]) -> CommitLine:
    author, at, subject = history.commits[commit][:3]
    return CommitLine(commit, author, datetime.fromtimestamp(at, UTC), subject, tuple(sorted(paths)[:_MOST]))


def _articles(previous: Previous, catalogue: Catalogue) -> list[ArticleChange]:
    before = previous.by_id
    found = [
        _change(ChangeKind.CHANGED if old else ChangeKind.ADDED, article)
        for article in catalogue.articles
        if (old := before.get((article.id, article.language))) is None or old.revision != article.revision
    ]
    here = {(article.id, article.language) for article in catalogue.articles}
    return found + [_change(ChangeKind.REMOVED, old) for key, old in before.items() if key not in here]


def _change(kind: ChangeKind, article: Article) -> ArticleChange:
    return ArticleChange(kind, article.id, article.language, article.title, article.path)


def _commit(entry: dict[str, Any]) -> CommitLine:
    at = datetime.fromtimestamp(entry.pop("at"), UTC)
    return CommitLine(**{**entry, "at": at, "paths": tuple(entry["paths"])})


def _article(entry: dict[str, Any]) -> ArticleChange:
    return ArticleChange(
        **{**entry, "kind": ChangeKind(entry["kind"]), "language": Language(entry["language"])}
    )

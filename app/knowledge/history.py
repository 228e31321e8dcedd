"""Who changed which article file when, following an article through its renames.

A rename is a path that ends and another that begins with the same article id; git's guess by
similarity is not needed. A ``Life`` is one path from the commit that added it to the one that
removed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.kernel.terms import Language
from app.knowledge.article import Revision
from app.knowledge.article_path import ArticlePath
from app.knowledge.resolutions import Resolution


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit did to one path: A(dded), M(odified), D(eleted); blobs before and after."""

    path: str
    status: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit and what it changed in the articles folder; ``resolves`` are references as it names them."""

    id: str
    author: str
    at: int
    subject: str
    changes: tuple[Change, ...]
    resolves: tuple[str, ...] = ()


@dataclass(slots=True)
class Life:
    """A path that has ended: the id its last text had, and its commits, newest first."""

    path: str
    last_blob: str
    article_id: str | None
    commits: list[str]


@dataclass(slots=True)
class History:
    """All lives up to the commit ``head``; commits are (author, seconds since 1970, subject).

    ``resolves`` has the references of those commits that name any.
    """

    head: str = ""
    commits: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    present: dict[str, list[str]] = field(default_factory=dict)
    ended: list[Life] = field(default_factory=list)
    resolves: dict[str, list[str]] = field(default_factory=dict)
    _named: dict[tuple[str, Language], list[Life]] | None = field(default=None, repr=False, compare=False)

    def add(self, commits: Iterable[Commit], head: str, paths: Iterable[str]) -> None:
        """Walk on with ``commits`` (oldest first) until the tree of ``head`` holds ``paths``."""
        for commit in commits:
            self.commits[commit.id] = (commit.author, commit.at, commit.subject)
            if commit.resolves:
                self.resolves[commit.id] = list(commit.resolves)
            for change in commit.changes:
                self._apply(commit.id, change)
        self._agree_with(set(paths))
        self.head, self._named = head, None

    def unnamed(self) -> list[Life]:
        """Return ended lives of articles whose id has not been looked up yet."""
        return [life for life in self.ended if life.article_id is None and life.last_blob]

    def revisions(self, path: str, article_id: str) -> tuple[Revision, ...]:
        """Return the commits of an article, newest first, under all names it had."""
        ids = [*self.present.get(path, ())]
        for life in reversed(self._former(path, article_id)):
            ids += [commit for commit in life.commits if commit not in ids]
        return tuple(self._revision(commit) for commit in ids)

    def resolutions(self) -> tuple[Resolution, ...]:
        """Return what commits say that they resolve, the oldest first."""
        found = [
            Resolution(reference, commit, self.commits[commit][0], _instant(self.commits[commit][1]))
            for commit, references in self.resolves.items()
            for reference in references
        ]
        return tuple(sorted(found, key=lambda each: each.at))

    def instants(self) -> dict[str, datetime]:
        """Return every commit with when it was made."""
        return {commit: _instant(at) for commit, (_, at, _) in self.commits.items()}

    def paths(self, path: str, article_id: str) -> tuple[str, ...]:
        """Return every path an article had, the present one first."""
        return (path, *(life.path for life in reversed(self._former(path, article_id)) if life.path != path))

    def former_slugs(self, path: str, article_id: str) -> tuple[str, ...]:
        """Return the slugs an article had under earlier file names."""
        now = ArticlePath.parse(path)
        slugs = [ArticlePath.parse(life.path) for life in self._former(path, article_id)]
        return tuple(dict.fromkeys(old.slug for old in slugs if old and now and old.slug != now.slug))

    def _former(self, path: str, article_id: str) -> list[Life]:
        here = ArticlePath.parse(path)
        if self._named is None:
            self._named = {}
            for life in self.ended:
                place = ArticlePath.parse(life.path)
                if place and life.article_id:
                    self._named.setdefault((life.article_id, place.language), []).append(life)
        return self._named.get((article_id, here.language), []) if here else []

    def _apply(self, commit: str, change: Change) -> None:
        commits = self.present.setdefault(change.path, [])
        commits.insert(0, commit)
        if change.status == "D":
            self.ended.append(Life(change.path, change.before, None, self.present.pop(change.path)))

    def _agree_with(self, paths: set[str]) -> None:
        """Let the tree decide where parallel branches told the walk different things."""
        for path in self.present.keys() - paths:
            self.ended.append(Life(path, "", "", self.present.pop(path)))
        for path in paths - self.present.keys():
            again = next((life for life in reversed(self.ended) if life.path == path), None)
            if again:
                self.ended.remove(again)
            self.present[path] = again.commits if again else []

    def _revision(self, commit: str) -> Revision:
        author, at, subject = self.commits[commit]
        return Revision(commit, author, _instant(at), subject)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

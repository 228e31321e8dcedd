"""Articles as they stand in the source, read and judged one by one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.kernel.terms import Language
from app.knowledge.article import ArticleStatus
from app.knowledge.article_links import link_targets
from app.knowledge.article_path import ArticlePath
from app.knowledge.faults import Fault, fault
from app.knowledge.front_matter import SLUG, FrontMatter, read_front_matter, split
from app.knowledge.source import FileKind, Snapshot, SourceFile
from app.knowledge.validation_text import LARGEST_ARTICLE, measure, read_text

_NOT_ARTICLES = frozenset({"README.md"})


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One article file, as read. ``front`` is None when it could not be understood.

    ``first_line`` is the file's line that ``body`` starts at.
    """

    place: ArticlePath
    blob: str
    front: FrontMatter | None
    body: str
    first_line: int
    faults: tuple[Fault, ...]

    @property
    def wanted(self) -> bool:
        """Say whether the editor wants it live."""
        return self.front is not None and self.front.status is ArticleStatus.PUBLISHED

    def targets(self) -> tuple[str, ...]:
        """Return what it links to, as written."""
        return link_targets(self.body)


def read_manuscripts(
    snapshot: Snapshot, files: Iterable[SourceFile], categories: Collection[str]
) -> list[Manuscript]:
    """Return the article files of a snapshot, read; small enough ones only."""
    found: list[Manuscript] = []
    readable: list[SourceFile] = []
    for file in files:
        refusal = _refusal(file, categories)
        if refusal:
            found.append(_unread(file, [refusal]))
        else:
            readable.append(file)
    found += [read_manuscript(file, content) for file, content in snapshot.read(readable)]
    return found


def article_files(snapshot: Snapshot) -> list[SourceFile]:
    """Return the files that are, or pretend to be, articles."""
    return [
        file
        for file in snapshot.files.values()
        if file.path.endswith(".md") and file.path not in _NOT_ARTICLES
    ]


def read_manuscript(file: SourceFile, content: bytes) -> Manuscript:
    """Return one article file, with the faults it has by itself."""
    text = read_text(file.path, content)
    if isinstance(text, list):
        return _unread(file, text)
    parts = split(file.path, text)
    if isinstance(parts, Fault):
        return _unread(file, [parts])
    heading, body, first_line = parts
    front, faults = read_front_matter(file.path, heading)
    faults += measure(file.path, body, first_line)
    if front is not None and not body.strip():
        faults.append(fault(file.path, first_line, "The article has no text"))
    return Manuscript(_place(file.path), file.blob, front, body, first_line, tuple(faults))


def _refusal(file: SourceFile, categories: Collection[str]) -> Fault | None:
    place = ArticlePath.parse(file.path)
    if file.kind is not FileKind.FILE:
        return fault(file.path, 1, "A symbolic link or submodule cannot be an article")
    if place is None:
        return fault(file.path, 1, "An article must be named <category>/<slug>.md or <category>/<slug>.en.md")
    if place.category not in categories:
        known = ", ".join(categories)
        return fault(file.path, 1, "There is no category «%(category)s» (there are: %(known)s)",
                     category=place.category, known=known)  # fmt: skip
    if not SLUG.fullmatch(place.slug) or len(place.slug) > 100:
        return fault(
            file.path, 1, "A file name may hold small letters without accents, digits and hyphens only"
        )
    if file.size > LARGEST_ARTICLE:
        return fault(file.path, 1, "The file is larger than %(limit)s kB", limit=LARGEST_ARTICLE // 1000)
    return None


def _unread(file: SourceFile, faults: list[Fault]) -> Manuscript:
    return Manuscript(_place(file.path), file.blob, None, "", 1, tuple(faults))


def _place(path: str) -> ArticlePath:
    return ArticlePath.parse(path) or ArticlePath(path, "", path, Language.ES)

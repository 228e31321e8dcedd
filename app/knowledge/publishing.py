"""From the articles in the source to a live generation, in one step that cannot be seen half done."""

import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app.knowledge.article import Article, ArticleStatus
from app.knowledge.catalogue_file import (
    ArticleOutline,
    Catalogue,
    write_catalogue,
    write_history,
    write_outlines,
)
from app.knowledge.cataloguing import make_article, make_catalogue
from app.knowledge.changes import changes_since, write_changes
from app.knowledge.edition import Edition
from app.knowledge.faults import Fault
from app.knowledge.finds import FindsReport, check_finds
from app.knowledge.generation_store import GenerationStore
from app.knowledge.history import History
from app.knowledge.indexing import IndexChange, build_index, difference
from app.knowledge.manuscripts import Manuscript, article_files, read_manuscripts
from app.knowledge.material import Material, read_material
from app.knowledge.previous import Previous, load_previous
from app.knowledge.rehearsing import Questions, rehearse_publication
from app.knowledge.rendering_job import RENDERER_VERSION
from app.knowledge.report_file import PublishingReport, write_report
from app.knowledge.source import Snapshot, Source, SourceFile
from app.knowledge.translations import assess, read_translations, write_translations
from app.knowledge.validation import audiences_reading
from app.search.engine import IndexUnusable, SearchEngine, SearchReader
from app.search.rehearsing import Rehearsal, Turn

FindsPolicy = Literal["warn", "block"]
_FINDS_SECONDS = 60.0
_OTHER_FINDS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of an attempt. ``live`` is false when missed phrases or lost searches held it back
    (policy block).

    ``report`` is None when the source's state was live already.
    """

    generation: str
    live: bool
    report: PublishingReport | None


@dataclass(slots=True)
class Publisher:
    """Publishes one source into one store. ``keep`` generations stay beside the live one.

    ``questions`` returns what people asked before, to be asked of the new generation as well.
    """

    source: Source
    store: GenerationStore
    engine: SearchEngine
    finds_policy: FindsPolicy = "warn"
    keep: int = 3
    show_drafts: bool = False
    questions: Questions | None = None
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)

    def publish(self, *, full: bool = False, unless_pinned: bool = False) -> Publication:
        """Make the source's present state live; drafts too with ``show_drafts``, as a preview does.

        With ``full`` nothing of the generation before is used but the last good versions of faulty
        articles. With ``unless_pinned`` a rollback stays. Raises SourceUnusable when there is nothing
        to read, Conflict when another publisher does not end.
        """
        with self.store.publishing():
            current = self.store.current()
            if current and current.pinned and unless_pinned:
                return Publication(current.name, True, None)
            snapshot = self.source.snapshot()
            previous = load_previous(self.store)
            if not full and self._is_live(snapshot, previous):
                self.store.make_current(previous.name)
                return Publication(previous.name, True, None)
            return _Run(self, snapshot, previous, full).publish()

    def _is_live(self, snapshot: Snapshot, previous: Previous) -> bool:
        catalogue = previous.catalogue
        if (
            previous.folder is None
            or catalogue.commit != snapshot.name
            or catalogue.renderer != RENDERER_VERSION
        ):
            return False
        try:
            self.engine.open(previous.folder / "index").close()
        except IndexUnusable:
            return False
        return True


class _Run:
    """One publication at work."""

    def __init__(self, publisher: Publisher, snapshot: Snapshot, previous: Previous, full: bool) -> None:
        self._publisher, self._snapshot, self._previous, self._full = publisher, snapshot, previous, full
        self._store = publisher.store
        self._known = frozenset(previous.history.commits) if previous.history else frozenset()
        self._seconds: dict[str, float] = {}

    def publish(self) -> Publication:
        """Build the generation, check it, make it live."""
        folder = self._store.new_folder()
        try:
            return self._build(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _build(self, folder: Path) -> Publication:
        with self._timed("read"):
            material = read_material(self._snapshot, self._previous.catalogue, self._store)
            edition = self._edition(material)
        with self._timed("render"):
            edition.settle()
        with self._timed("catalogue"):
            history = self._snapshot.history(self._previous.history)
            catalogue = self._catalogue(edition, material, history)
            change = difference(self._previous.catalogue.articles, catalogue.articles)
        with self._timed("index"):
            previous_index = (
                None if self._full or not self._previous.folder else self._previous.folder / "index"
            )
            continued = build_index(self._publisher.engine, self._store, folder / "index", catalogue.articles,
                                    material.synonyms, previous_index, change)  # fmt: skip
        with self._timed("finds"):
            finds = self._check_finds(folder, catalogue, change if continued else None)
        with self._timed("rehearse"):
            live = self._previous.folder / "index" if self._previous.folder else None
            rehearsal = rehearse_publication(
                self._publisher.engine, live, folder / "index", self._publisher.questions
            )
        report = self._report(edition, material, catalogue, change, finds, rehearsal)
        lost = rehearsal.turned(Turn.LOST) if rehearsal else ()
        if (finds.missed or lost) and self._publisher.finds_policy == "block":
            return Publication(self._previous.name, False, report)
        write_catalogue(folder / "catalogue.json", catalogue)
        write_outlines(folder / "outlines.json", self._outlines(edition, catalogue))
        write_history(folder / "history.json", history)
        known = read_translations(self._previous.folder) if self._previous.folder else {}
        write_translations(folder, assess(self._snapshot, history, catalogue.articles, known))
        write_report(folder, report)
        write_changes(folder, changes_since(self._previous, self._known, catalogue, history))
        references = [article.body_key for article in catalogue.articles] + [
            file.key for file in material.media.values()
        ]
        name = self._store.complete(
            folder, self._snapshot.name, references, [*edition.written, *material.written]
        )
        self._store.make_current(name)
        self._store.prune(self._publisher.keep)
        return Publication(name, True, report)

    def _edition(self, material: Material) -> Edition:
        slugs = [category.slug for category in material.categories]
        files = article_files(self._snapshot)
        live = {} if self._full else self._previous.by_path
        unchanged = {
            file.path: live[file.path]
            for file in files
            if file.path in live
            and live[file.path].revision == file.blob
            and live[file.path].category in slugs
        }
        changed = self._manuscripts((file for file in files if file.path not in unchanged), slugs)
        return Edition(
            store=self._store,
            manuscripts={manuscript.place.path: manuscript for manuscript in changed},
            unchanged=unchanged,
            outlines=self._previous.outlines,
            last_good=self._last_good,
            media=material.media,
            reread=lambda paths: self._manuscripts((self._snapshot.files[path] for path in paths), slugs),
            workers=self._publisher.workers,
        )

    def _manuscripts(self, files: Iterable[SourceFile], categories: Collection[str]) -> list[Manuscript]:
        read = read_manuscripts(self._snapshot, files, categories)
        return [self._as_shown(manuscript) for manuscript in read]

    def _as_shown(self, manuscript: Manuscript) -> Manuscript:
        front = manuscript.front
        if self._publisher.show_drafts and front and front.status is ArticleStatus.DRAFT:
            return replace(manuscript, front=replace(front, status=ArticleStatus.PUBLISHED))
        return manuscript

    def _last_good(self, manuscript: Manuscript) -> Article | None:
        """Return the live version of a faulty file: by its path, else by its id under another name.

        What the new text takes away from readers is not kept for them, whatever else is wrong with it.
        """
        by_path = self._previous.by_path.get(manuscript.place.path)
        front = manuscript.front
        if front is None:
            return by_path
        former = by_path or self._previous.by_id.get((front.id, manuscript.place.language))
        if former is None or not manuscript.wanted:
            return None
        if not audiences_reading(front.audience) <= audiences_reading(former.audience):
            return None
        return former if by_path or former.path not in self._snapshot.files else None

    def _catalogue(self, edition: Edition, material: Material, history: History) -> Catalogue:
        untouched = [article for path, article in edition.unchanged.items()
                     if path not in edition.manuscripts and path not in edition.faults]  # fmt: skip
        sound = [*untouched, *(make_article(settled, history) for settled in edition.settled.values())]
        return make_catalogue(
            self._snapshot.name, sound, edition.kept().values(), material.categories, material.media, history
        )

    def _outlines(self, edition: Edition, catalogue: Catalogue) -> Mapping[str, ArticleOutline]:
        fresh = {path: settled.outline for path, settled in edition.settled.items()}
        both = {**self._previous.outlines, **fresh}
        return {article.path: both[article.path] for article in catalogue.articles if article.path in both}

    def _check_finds(self, folder: Path, catalogue: Catalogue, change: IndexChange | None) -> FindsReport:
        """Try what changed and what missed before; the others in turn, as long as it costs nothing."""
        reader = self._publisher.engine.open(folder / "index")
        try:
            return _tried(reader, catalogue, change, self._previous)
        finally:
            reader.close()

    def _report(
        self,
        edition: Edition,
        material: Material,
        catalogue: Catalogue,
        change: IndexChange,
        finds: FindsReport,
        rehearsal: Rehearsal | None,
    ) -> PublishingReport:
        paths = {article.path for article in catalogue.articles}
        kept = {path: article for path, article in edition.kept().items() if article.path in paths}
        faults = [found for its in edition.faults.values() for found in its] + material.faults
        return PublishingReport(
            commit=self._snapshot.name,
            articles=len(catalogue.articles),
            rendered=edition.rendered,
            indexed=len(change.changed),
            removed=len(change.removed),
            faults=tuple(sorted(faults, key=_place)),
            kept=tuple(sorted(kept)),
            kept_articles=tuple(sorted(f"{article.id} {article.language}" for article in kept.values())),
            withheld=tuple(sorted(edition.faults.keys() - kept.keys())),
            warnings=self._snapshot.warnings,
            finds=finds,
            rehearsal=rehearsal,
            seconds=self._seconds,
        )

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._seconds[phase] = round(time.monotonic() - began, 3)


def _tried(
    reader: SearchReader, catalogue: Catalogue, change: IndexChange | None, previous: Previous
) -> FindsReport:
    if change is None:
        return check_finds(reader, catalogue.articles, _FINDS_SECONDS)
    missed = {miss.path for miss in previous.report.finds.missed} if previous.report else set()
    first = {article.path for article in change.changed} | missed
    others = [article for article in catalogue.articles if article.path not in first]
    turn = hash(catalogue.commit) % len(others) if others else 0
    due = check_finds(
        reader, (article for article in catalogue.articles if article.path in first), _FINDS_SECONDS
    )
    more = check_finds(reader, [*others[turn:], *others[:turn]], _OTHER_FINDS_SECONDS)
    return FindsReport(due.tried + more.tried, due.missed + more.missed, due.left_out + more.left_out)


def _place(found: Fault) -> tuple[str, int]:
    return found.path, found.line

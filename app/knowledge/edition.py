"""Decide which version of each article goes live: the new one, or the last good one, or none.

An article with a fault drops out; what links to it may then have to be rendered again, and may drop
out in turn. ``Edition.settle`` repeats this until nothing changes; each round at least one more file
is known to be faulty, so it ends.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.knowledge.article import Article
from app.knowledge.catalogue_file import (
    ArticleOutline,
    GenerationUnusable,
    rendered_from_bytes,
    rendered_to_bytes,
)
from app.knowledge.faults import Fault, fault
from app.knowledge.generation_store import GenerationStore
from app.knowledge.manuscripts import Manuscript
from app.knowledge.media import MediaFile
from app.knowledge.rendering_job import Rendered, RenderJob
from app.knowledge.rendering_pool import render_all
from app.knowledge.validation import Facts, LinkTable, check_identities, facts_of, facts_of_article


@dataclass(frozen=True, slots=True)
class Settled:
    """One article as it goes live from its present text."""

    manuscript: Manuscript
    body_key: str
    outline: ArticleOutline
    minutes: int
    has_video: bool


@dataclass(slots=True)
class Edition:
    """The articles of one publication. ``unchanged`` are live and stand in the source as they are."""

    store: GenerationStore
    manuscripts: dict[str, Manuscript]
    unchanged: dict[str, Article]
    outlines: Mapping[str, ArticleOutline]
    last_good: Callable[[Manuscript], Article | None]
    media: Mapping[str, MediaFile]
    reread: Callable[[Iterable[str]], Iterable[Manuscript]]
    workers: int
    check_drafts: bool = False
    faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    rendered: int = 0

    def settle(self) -> None:
        """Judge and render until every article is either live or faulty."""
        for path, manuscript in self.manuscripts.items():
            if manuscript.faults:
                self.faults[path] = manuscript.faults
        facts = self._facts()
        self._charge(check_identities(facts.values()))
        while True:
            known = len(self.faults)
            self._render(facts)
            self._check_anchors()
            if len(self.faults) == known:
                return

    def kept(self) -> dict[str, Article]:
        """Return the last good versions that stay live in place of faulty files, by those files."""
        found = {}
        for path in self.faults:
            if path in self.unchanged:
                found[path] = self.unchanged[path]
            elif good := self.last_good(self.manuscripts[path]):
                found[path] = good
        return found

    def _facts(self) -> dict[str, Facts]:
        known = {path: facts_of_article(article) for path, article in self.unchanged.items()}
        for path, manuscript in self.manuscripts.items():
            facts = facts_of(manuscript)
            if facts is not None:
                known[path] = facts
        return known

    def _live(self, facts: Mapping[str, Facts]) -> set[str]:
        sound = {path for path, its in facts.items() if its.wanted and path not in self.faults}
        return sound | {good.path for good in self.kept().values()}

    def _render(self, facts: dict[str, Facts]) -> None:
        """Render what is new or now links elsewhere; charge the faults found."""
        table = LinkTable(facts, self._live(facts), self.media)
        self._bring_back(facts, table)
        jobs: dict[str, tuple[Manuscript, str, RenderJob]] = {}
        for path, manuscript in self.manuscripts.items():
            if path in self.faults or not (manuscript.wanted or self.check_drafts):
                self.settled.pop(path, None)
                continue
            job, signature = self._job(manuscript, facts[path], table)
            done = self.settled.get(path)
            if done is None or done.outline.signature != signature:
                jobs[path] = (manuscript, signature, job)
        self._charge(
            found for manuscript, _, job in jobs.values() for found in _hidden(manuscript, facts, table, job)
        )
        self._finish({path: job for path, job in jobs.items() if path not in self.faults})

    def _bring_back(self, facts: dict[str, Facts], table: LinkTable) -> None:
        """Take up again the unchanged articles whose links now lead elsewhere."""
        moved = []
        for path, article in self.unchanged.items():
            outline = self.outlines.get(path)
            if path in self.manuscripts or path in self.faults:
                continue
            if outline is None or table.signature(facts[path], outline.targets) != outline.signature:
                moved.append(article.path)
        for manuscript in self.reread(moved):
            self.manuscripts[manuscript.place.path] = manuscript
            self._charge(manuscript.faults)

    def _job(self, manuscript: Manuscript, facts: Facts, table: LinkTable) -> tuple[RenderJob, str]:
        targets = manuscript.targets()
        job = RenderJob(
            path=manuscript.place.path,
            language=manuscript.place.language,
            text=manuscript.body,
            first_line=manuscript.first_line,
            links=table.links(facts, targets),
            images=table.images(facts, targets),
        )
        return job, table.signature(facts, targets)

    def _finish(self, jobs: Mapping[str, tuple[Manuscript, str, RenderJob]]) -> None:
        fresh = []
        for path, (manuscript, signature, job) in jobs.items():
            key = _body_key(job, signature)
            stored = self._stored(key)
            if stored:
                self._settle(path, manuscript, signature, key, stored)
            else:
                fresh.append(job)
        for job, rendered in render_all(fresh, self.workers):
            self.rendered += 1
            manuscript, signature, _ = jobs[job.path]
            if rendered.faults:
                self._charge(rendered.faults)
                continue
            key = _body_key(job, signature)
            self.store.put(key, rendered_to_bytes(rendered))
            self.written.append(key)
            self._settle(job.path, manuscript, signature, key, rendered)

    def _settle(
        self, path: str, manuscript: Manuscript, signature: str, key: str, rendered: Rendered
    ) -> None:
        outline = ArticleOutline(manuscript.targets(), signature, rendered.anchors, rendered.anchor_links)
        self.settled[path] = Settled(manuscript, key, outline, rendered.minutes, rendered.has_video)

    def _stored(self, key: str) -> Rendered | None:
        try:
            return rendered_from_bytes(self.store.get(key))
        except (FileNotFoundError, GenerationUnusable):
            return None

    def _check_anchors(self) -> None:
        outlines = {path: done.outline for path, done in self.settled.items()}
        found = []
        for path in {**self.unchanged, **self.settled}:
            outline = outlines.get(path) or self.outlines.get(path)
            for link in outline.anchor_links if outline and path not in self.faults else ():
                target = outlines.get(link.target) or self.outlines.get(link.target)
                if target is not None and link.anchor not in target.anchors:
                    found.append(fault(path, link.line, "%(target)s has no heading «#%(anchor)s»",
                                       target=link.target, anchor=link.anchor))  # fmt: skip
        self._charge(found)

    def _charge(self, faults: Iterable[Fault]) -> None:
        for found in faults:
            self.faults[found.path] = (*self.faults.get(found.path, ()), found)


def _hidden(
    manuscript: Manuscript, facts: Mapping[str, Facts], table: LinkTable, job: RenderJob
) -> list[Fault]:
    def line(target: str) -> int:
        return manuscript.first_line + manuscript.body.count("\n", 0, max(manuscript.body.find(target), 0))

    return table.faults(facts[job.path], job.links, line)


def _body_key(job: RenderJob, signature: str) -> str:
    whole = json.dumps([job.path, job.language, job.first_line, job.text, signature])
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:40]

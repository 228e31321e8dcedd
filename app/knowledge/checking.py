"""Judge articles before they are committed or merged, exactly as publishing will."""

import os
from collections.abc import Collection
from dataclasses import dataclass

from app.knowledge.catalogue_file import Catalogue
from app.knowledge.edition import Edition
from app.knowledge.faults import Fault
from app.knowledge.generation_store import GenerationStore
from app.knowledge.manuscripts import Manuscript, article_files, read_manuscripts
from app.knowledge.material import read_material
from app.knowledge.source import Snapshot


@dataclass(frozen=True, slots=True)
class Judged:
    """All article files of a snapshot as read, and every fault by path and line."""

    manuscripts: tuple[Manuscript, ...]
    faults: tuple[Fault, ...]


def check_articles(snapshot: Snapshot, store: GenerationStore, only: Collection[str] = ()) -> list[Fault]:
    """Return every fault of a snapshot, or of the files ``only``, by path and line.

    The store's rendered articles save work; nothing becomes live. Raises SourceUnusable.
    """
    return [fault for fault in judge(snapshot, store).faults if not only or fault.path in only]


def judge(snapshot: Snapshot, store: GenerationStore) -> Judged:
    """Return what a snapshot's articles are, and what is wrong with them. Raises SourceUnusable."""
    material = read_material(snapshot, Catalogue(""), None)
    slugs = [category.slug for category in material.categories]
    manuscripts = read_manuscripts(snapshot, article_files(snapshot), slugs)
    edition = Edition(
        store=store,
        manuscripts={manuscript.place.path: manuscript for manuscript in manuscripts},
        unchanged={},
        outlines={},
        last_good=lambda _: None,
        media=material.media,
        reread=lambda _: (),
        workers=os.cpu_count() or 1,
        check_drafts=True,
    )
    edition.settle()
    found = [*material.faults, *(fault for faults in edition.faults.values() for fault in faults)]
    return Judged(tuple(manuscripts), tuple(sorted(found, key=lambda fault: (fault.path, fault.line))))

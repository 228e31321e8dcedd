"""Look at the generations there are, and go back to one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.kernel.errors import NotFound
from app.knowledge.catalogue_file import GenerationUnusable
from app.knowledge.generation import StoredGeneration
from app.knowledge.generation_store import GenerationStore
from app.knowledge.report_file import PublishingReport, read_report
from app.search.engine import IndexUnusable, SearchEngine


@dataclass(frozen=True, slots=True)
class PastGeneration:
    """One generation on disk; ``report`` is None when it cannot be read."""

    name: str
    published_at: datetime
    live: bool
    pinned: bool
    report: PublishingReport | None


def generations(store: GenerationStore) -> list[PastGeneration]:
    """Return all generations, newest first."""
    current = store.current()
    found = []
    for name in store.names():
        folder = store.path(name)
        try:
            report = read_report(folder)
        except GenerationUnusable:
            report = None
        try:
            made_at = datetime.fromtimestamp((folder / "report.json").stat().st_mtime, UTC)
        except FileNotFoundError:  # a publisher has removed it just now
            continue
        live = current is not None and current.name == name
        found.append(
            PastGeneration(name, made_at, live, live and current is not None and current.pinned, report)
        )
    return found


def roll_back(store: GenerationStore, engine: SearchEngine, commit: str | None = None) -> str:
    """Make an earlier generation live until the next publication, and return its name.

    Without ``commit`` it is the one before the live one; ``commit`` may be shortened. Raises NotFound
    when there is none, or when it can no longer be opened.
    """
    with store.publishing():
        name = _chosen(generations(store), commit)
        try:
            StoredGeneration(store, name, engine).search.close()
        except (GenerationUnusable, IndexUnusable, OSError) as error:
            raise NotFound(
                "The generation %(name)s cannot be opened: %(reason)s", name=name, reason=str(error)
            ) from error
        store.make_current(name, pinned=True)
    return name


def _chosen(there: list[PastGeneration], commit: str | None) -> str:
    live = next((place for place, generation in enumerate(there) if generation.live), -1)
    found = (
        [one.name for one in there if one.name.startswith(commit)]
        if commit
        else [one.name for one in there[live + 1 :]]
    )
    if not found:
        raise NotFound("There is no such generation to go back to: see «support articles history»")
    return found[0]

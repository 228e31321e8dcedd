"""The report of a publication: what its editor and the staff page read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.kernel.terms import Language
from app.knowledge.catalogue_file import GenerationUnusable, read_json, write_json
from app.knowledge.faults import Fault
from app.knowledge.finds import FindsReport, MissedPhrase
from app.search.rehearsing import Changed, QuestionKind, Rehearsal, Turn


@dataclass(frozen=True, slots=True)
class PublishingReport:
    """What happened to each file. ``kept`` are paths whose last good version stays live.

    ``kept_articles`` are the articles behind them, each as its id and language.
    ``withheld`` are paths with faults that never had a good version; ``rehearsal`` is what changed for
    searches asked before, None where there was nothing to compare; ``seconds`` times the phases.
    """

    commit: str
    articles: int
    rendered: int
    indexed: int
    removed: int
    faults: tuple[Fault, ...]
    kept: tuple[str, ...]
    withheld: tuple[str, ...]
    warnings: tuple[str, ...]
    finds: FindsReport
    rehearsal: Rehearsal | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    kept_articles: tuple[str, ...] = ()


def write_report(folder: Path, report: PublishingReport) -> None:
    """Write a generation's report."""
    write_json(folder / "report.json", asdict(report))


def read_report(folder: Path) -> PublishingReport:
    """Return a generation's report. Raises GenerationUnusable."""
    data = read_json(folder / "report.json")
    try:
        finds = data.pop("finds")
        missed = tuple(
            MissedPhrase(**{**entry, "first": tuple(entry["first"])}) for entry in finds.pop("missed")
        )
        faults = tuple(Fault(**entry) for entry in data.pop("faults"))
        for name in ("kept", "withheld", "warnings", "kept_articles"):
            data[name] = tuple(data.get(name, ()))
        data["rehearsal"] = _rehearsal(data.get("rehearsal"))
        return PublishingReport(**data, faults=faults, finds=FindsReport(missed=missed, **finds))
    except (KeyError, TypeError, ValueError) as error:
        raise GenerationUnusable(f"report.json: {error}") from error


def _rehearsal(data: dict[str, Any] | None) -> Rehearsal | None:
    if data is None:
        return None
    changed = (
        Changed(
            Turn(entry["turn"]),
            QuestionKind(entry["kind"]),
            entry["text"],
            Language(entry["language"]),
            entry["times"],
            tuple(entry["before"]),
            tuple(entry["after"]),
            tuple(entry.get("words", ())),
        )
        for entry in data["changed"]
    )
    return Rehearsal(data["asked"], data["left_out"], tuple(changed))

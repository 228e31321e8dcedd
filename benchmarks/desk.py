"""How fast the editor's desk answers, and whether what was planted comes out on top.

``python -m benchmarks.desk [--votes N] [--queries N] [--tickets N] [--requests N]``. A help centre with the
shipped articles is filled with readers, votes, searches and tickets of which the truth is known
(``benchmarks.desk_truth``); then the worker's jobs run once, and an editor opens each page of the desk.
For each page: p50 and p95 of the time and of this process's work, its statements, and how many times
its p95 of work is that of the same page on a tenth of the rows, measured in the same run.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from app.accounts.actions import add_person
from app.editorial.feedback.jobs import open_feedback
from app.editorial.feedback.review import review_lines
from app.editorial.gaps.jobs import gather_gaps
from app.editorial.gaps.models import GapPhrase
from app.editorial.proposals import proposals
from app.editorial.proposing.jobs import look_for_synonyms
from app.kernel.clock import utc_now
from app.kernel.terms import Audience, Language, Plan, Role
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.publishing import Publisher
from app.knowledge.reading import current_generation
from app.search.documents import SearchQuery
from app.search.languages import normalised
from app.search.synonym_file import read_synonyms
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT, Settings
from app.storage.database import db, transaction
from app.storage.schema import bring_up_to_date
from app.web.catalogues import compile_catalogues
from benchmarks.desk_truth import Sizes, Truth, phrases, plant
from benchmarks.suggestions import percentile

_EDITOR, _PASSWORD = "marta@demo.tuqr.com", "caballo grapa batería correcto"
_EVERYBODY = frozenset(Audience)
_PAGES = (
    "/es/staff/review",
    "/es/staff/review?page=2",
    "/es/staff/review/{worst}",
    "/es/staff/gaps",
    "/es/staff/freshness",
    "/es/workspace/synonyms",
)
_JOBS: Mapping[str, Callable[[datetime], int]] = {
    "open feedback": open_feedback,
    "gather content gaps": gather_gaps,
    "look for synonyms": look_for_synonyms,
}


def main() -> None:
    """Measure a tenth and the whole, and say what was found."""
    options = _options()
    sizes = Sizes(options.votes, options.queries, options.tickets)
    tenth = Sizes(sizes.votes // 10, sizes.queries // 10, sizes.tickets // 10)
    with tempfile.TemporaryDirectory() as folder:
        compile_catalogues()
        index = Path(folder) / "index"
        publisher = Publisher(FolderSource(ROOT / "articles"), GenerationStore(index), WhooshEngine())
        publisher.publish()
        small = _measure(Path(folder) / "tenth", index, tenth, options.requests)
        whole = _measure(Path(folder) / "whole", index, sizes, options.requests)
    print(f"\n{'page':34}{'p50 ms':>8}{'p95 ms':>8}{'work p95':>10}{'statements':>12}{'of a tenth':>12}")
    for before, page in zip(small, whole, strict=True):
        print(f"{page}{page.work / before.work:>11.2f}x")


@dataclass(frozen=True, slots=True)
class PageCost:
    """What a page costs: milliseconds of the clock and of this process's work, and statements."""

    path: str
    median: float
    slow: float
    work: float
    statements: int

    def __str__(self) -> str:
        return f"{self.path:34}{self.median:>8.0f}{self.slow:>8.0f}{self.work:>10.0f}{self.statements:>12}"


def _measure(folder: Path, index: Path, sizes: Sizes, requests: int) -> list[PageCost]:
    app = _prepared(folder, index)
    with app.app_context():
        generation = current_generation()
        articles = generation.shelf(_EVERYBODY).everything(Language.ES)
        results = {text: _found(text) for text in phrases()}
        truth = plant(articles, results, sizes, utc_now())
        print(f"\n{sizes.votes} votes, {sizes.queries} queries, {sizes.tickets} tickets")
        for name, job in _JOBS.items():
            began, worked = time.perf_counter(), time.process_time()
            done = job(utc_now())
            took, own = time.perf_counter() - began, time.process_time() - worked
            print(f"  {name}: {done} done in {took:.1f} s, {own:.1f} s of work")
        _judge(truth)
    client = _signed_in(app)
    worst = sorted(truth.worst)[0]
    paths = [path.format(worst=worst) for path in _PAGES]
    return [_page(app, client, path, requests) for path in paths]


def _judge(truth: Truth) -> None:
    """Say how much of what was planted comes out on top."""
    first = [line.article_id for line in review_lines(utc_now())[: len(truth.worst)]]
    print(f"  worst articles among the first {len(first)}: {_precision(first, truth.worst)}")
    generation = current_generation()
    known = read_synonyms(generation.folder / "index")
    proposed = [{one.first, one.second} for one in proposals(db.session.connection(), known, utc_now())]
    pairs = [{said, meant} for said, meant, _ in truth.synonyms]
    right = [pair for pair in proposed if pair in pairs]
    print(
        f"  synonyms: precision {_share(len(right), len(proposed))}, recall {_share(len(right), len(pairs))}"
    )
    _judge_gaps(truth)


def _judge_gaps(truth: Truth) -> None:
    """A gap is right when all its phrases were planted as one, as a gap or as words for other words."""
    planted = [{normalised(phrase) for phrase in gap} for gap in truth.gaps]
    said = [{normalised(f"{beside} {word}")} for word, _, beside in truth.synonyms]
    found = _gaps()
    right = [gap for gap in found if any(gap <= wanted for wanted in (*planted, *said))]
    whole = sum(sum(bool(wanted & gap) for gap in found) == 1 for wanted in planted)
    noticed = sum(any(wanted & gap for gap in found) for wanted in planted)
    print(f"  gaps: precision {_share(len(right), len(found))}, recall {_share(noticed, len(planted))},")
    print(f"    in one piece {_share(whole, len(planted))}")


def _gaps() -> list[set[str]]:
    """Return the phrases of each gap."""
    phrases_of: dict[int, set[str]] = defaultdict(set)
    for number, text in db.session.execute(select(GapPhrase.gap_id, GapPhrase.text)):
        phrases_of[number].add(normalised(text))
    return list(phrases_of.values())


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _precision(found: Sequence[str], wanted: frozenset[str]) -> str:
    return f"precision {_share(len(wanted.intersection(found)), len(found))}"


def _found(text: str) -> int:
    answer = current_generation().search.search(SearchQuery(text, Language.ES, _EVERYBODY))
    return len(answer.hits)


def _prepared(folder: Path, index: Path) -> Flask:
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder}/support.db",
            data_folder=folder / "data",
            search_index_folder=index,
            base_url="http://localhost",  # type: ignore[arg-type]  # pydantic reads it
            secret_key="only for this measurement, long enough",  # noqa: S106  # keeps nothing secret
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False  # one client, which nobody can lead astray
    folder.mkdir(exist_ok=True)
    with app.app_context():
        bring_up_to_date()
        with transaction():
            add_person(
                _EDITOR, "Marta León", _PASSWORD, plan=Plan.REGULAR, roles=[Role.EDITOR], now=utc_now()
            )
    return app


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/account/login", data={"email": _EDITOR, "password": _PASSWORD})
    assert answer.status_code == 302, answer.status
    return client


def _page(app: Flask, client: FlaskClient, path: str, requests: int) -> PageCost:
    """Open a page again and again; the first time is left out."""
    whole, own = [], []
    with app.app_context(), _counting() as statements:
        _open(client, path)
        asked = len(statements)
    for _ in range(requests):
        began, worked = time.perf_counter(), time.process_time()
        _open(client, path)
        whole.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - worked) * 1000)
    whole, own = sorted(whole), sorted(own)
    return PageCost(path, percentile(whole, 0.5), percentile(whole, 0.95), percentile(own, 0.95), asked)


def _open(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, f"{path}: {answer.status}"


@contextmanager
def _counting() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--votes", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=200_000)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=40, help="how often each page is opened")
    return parser.parse_args()


if __name__ == "__main__":
    main()

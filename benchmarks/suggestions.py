"""Measures suggestions for ticket drafts on generated articles, beside plain search and bare Whoosh.

    python -m benchmarks.suggestions [--articles 1000 10000] [--drafts 200]

Times are milliseconds of one process, CPU and wall; ``x`` is the time of a plain search, and of bare
Whoosh, for the same words by ours. Last comes what the ticket form asks for over HTTP, on the
repository's own articles, with the size of the answers.
"""

import argparse
import logging
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from pydantic import HttpUrl

from app import create_app
from app.kernel.terms import Audience, Language
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.publishing import Publisher
from app.search.documents import DraftText, SearchDocument, SearchQuery
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings
from app.storage.schema import bring_up_to_date
from app.tickets.drafts import new_form_key
from app.web.catalogues import compile_catalogues
from benchmarks.articles import ARTICLES, article_synonyms
from benchmarks.bare_whoosh import BareWhoosh
from benchmarks.generated import generate_documents

LENGTHS = (5, 30, 120)
_HEAD = (
    f"{'articles':>9}{'words':>6}{'CPU p50':>9}{'p95':>7}{'p99':>7}"
    f"{'wall p50':>10}{'p95':>7}{'p99':>7}{'search x':>10}{'Whoosh x':>10}"
)
_GREETINGS = ("Buenas tardes,", "Hola, ¿cómo están?", "Saludos.", "Good morning,", "")
_NAMES = ("Yusmary", "Guaicaipuro", "Systel", "Profit", "Maracay", "Brother", "Zelle")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each call, ascending."""

    cpu: list[float]
    wall: list[float]


def main() -> None:
    """Print a line for each number of articles and length of draft."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--drafts", type=int, default=200)
    options = parser.parse_args()
    print(_HEAD)
    for count in options.articles:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), count, options.drafts)
    with tempfile.TemporaryDirectory() as folder:
        _measure_endpoint(Path(folder))


def _measure(folder: Path, count: int, drafts: int) -> None:
    documents = list(generate_documents(count))
    index, bare_folder = folder / "index", folder / "bare"
    index.mkdir()
    bare_folder.mkdir()
    WhooshEngine().build(index, documents, article_synonyms())
    reader, bare = WhooshEngine().open(index), BareWhoosh(bare_folder, documents)
    for length in LENGTHS:
        written = list(_drafts(documents, drafts, length))
        ours = times_of(written, reader.suggest)
        search = times_of(written, lambda one: reader.search(SearchQuery(_text(one), one.language)))
        # Bare Whoosh is slow; a tenth of the drafts tells its times well enough.
        theirs = times_of(written[: max(drafts // 10, 10)], lambda one: bare.search(_text(one)))
        ratios = [percentile(other.cpu, 0.5) / percentile(ours.cpu, 0.5) for other in (search, theirs)]
        cpu, wall = ([percentile(times, share) for share in (0.5, 0.95, 0.99)] for times in _both(ours))
        shown = f"{cpu[0]:9.1f}{cpu[1]:7.1f}{cpu[2]:7.1f}{wall[0]:10.1f}{wall[1]:7.1f}{wall[2]:7.1f}"
        print(f"{count:9}{length:6}{shown}{ratios[0]:10.1f}{ratios[1]:10.1f}", flush=True)
    bare.close()
    reader.close()


def _measure_endpoint(folder: Path) -> None:
    """Ask as the script of the form does, once for each phrase that the articles promise to answer."""
    Publisher(FolderSource(ARTICLES), GenerationStore(folder / "index"), WhooshEngine()).publish()
    settings = Settings(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'support.db'}",
        search_index_folder=folder / "index",
        secret_key=secrets.token_urlsafe(32),
        base_url=HttpUrl("http://localhost"),
        suggestion_holdout=0,
    )
    compile_catalogues()
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    logging.getLogger().setLevel(logging.WARNING)
    with app.app_context():
        bring_up_to_date()
        shelf = app.extensions["knowledge"].current().shelf(frozenset({Audience.EVERYONE}))
        phrases = [find for article in shelf.everything(Language.ES) for find in article.finds]
    browser, form_key, sizes = app.test_client(), new_form_key(), []

    def ask(draft: DraftText) -> None:
        fields = {"form_key": form_key, "title": draft.title, "happened": draft.description}
        answer = browser.post(f"/{draft.language}/tickets/suggestions", data=fields, buffered=True)
        assert answer.status_code == HTTPStatus.OK, answer.status
        sizes.append(len(answer.get_data()))

    times = times_of([DraftText(phrase, "", Language.ES) for phrase in phrases], ask)
    cpu, wall = ([percentile(each, share) for share in (0.5, 0.95, 0.99)] for each in _both(times))
    shown = f"{cpu[0]:9.1f}{cpu[1]:7.1f}{cpu[2]:7.1f}{wall[0]:10.1f}{wall[1]:7.1f}{wall[2]:7.1f}"
    print(f"{'over HTTP':>15}{shown}   bytes: median {sorted(sizes)[len(sizes) // 2]}, most {max(sizes)}")


def _both(times: Times) -> tuple[list[float], list[float]]:
    return times.cpu, times.wall


def _drafts(documents: Sequence[SearchDocument], count: int, length: int) -> Iterator[DraftText]:
    """Yield drafts as people tell a story: some words of an article, some of others, names, typos."""
    rng = random.Random(11)
    for _ in range(count):
        words = _run(documents, rng, min(length, 8))
        while len(words) < length:
            words += [*_run(documents, rng, 11), rng.choice(_NAMES)]
        title, rest = words[:5], words[5:length]
        if rest:
            place = rng.randrange(len(rest))
            rest[place] = rest[place][:1] + rest[place][2:]
        yield DraftText(" ".join(title), f"{rng.choice(_GREETINGS)} {' '.join(rest)}".strip(), Language.ES)


def _run(documents: Sequence[SearchDocument], rng: random.Random, length: int) -> list[str]:
    words = rng.choice(rng.choice(documents).passages).text.lower().split()
    start = rng.randrange(max(len(words) - length, 1))
    return words[start : start + length]


def _text(draft: DraftText) -> str:
    return f"{draft.title} {draft.description}"


def times_of(asked: Sequence[DraftText], ask: Callable[[DraftText], object]) -> Times:
    """Call once for each and return how long it took; the first call is thrown away."""
    ask(asked[0])
    cpu, wall = [], []
    for one in asked:
        started, started_cpu = time.perf_counter(), time.process_time()
        ask(one)
        cpu.append(1000 * (time.process_time() - started_cpu))
        wall.append(1000 * (time.perf_counter() - started))
    return Times(sorted(cpu), sorted(wall))


def percentile(times: Sequence[float], share: float) -> float:
    """Return the time that ``share`` of the ascending times stay below."""
    return times[min(int(share * len(times)), len(times) - 1)]


if __name__ == "__main__":
    main()

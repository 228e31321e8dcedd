"""Puts this engine and others side by side: the same documents, the same queries, one run.

    pip install -e '.[bench]'
    python -m benchmarks.engines_table --sets FOLDER [--queries 100] [--only xquad-es]
        [--postgresql postgresql://postgres@127.0.0.1/postgres]

Prints Markdown. Figures are MRR@10 of each set and kind of query; a set's last row is the median time of
a search by this engine's median, all asked in turn in this process (PostgreSQL answers from its own).
Without ``--postgresql`` that column is left out.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from app.kernel.terms import Language
from app.search.documents import SearchDocument, SearchQuery
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine
from benchmarks.other_engines import OTHERS, PostgresqlText
from benchmarks.relevance import Question, chosen_sets

_OURS = "this engine"
_MOST = 10
Ask = Callable[[Question], list[str]]


def main() -> None:
    """Print the table of every set."""
    options = _options()
    names = [name for name in OTHERS if name != "PostgreSQL" or options.postgresql]
    PostgresqlText.url = options.postgresql
    print(f"| set | kind | n | {' | '.join([_OURS, *names])} |")
    print("|---" * (len(names) + 4) + "|", flush=True)
    for name, documents, questions, synonyms in chosen_sets(options):
        with tempfile.TemporaryDirectory(prefix="engines") as folder, ExitStack() as closing:
            asks = _asks(Path(folder), documents, synonyms, names, closing)
            _measure(name, questions, asks)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--queries", type=int, default=0, help="about so many of a set, evenly spread")
    parser.add_argument("--only", help="name of one set")
    parser.add_argument("--postgresql", default="", help="URL of a server where databases may be made")
    return parser.parse_args()


def _asks(
    folder: Path,
    documents: Sequence[SearchDocument],
    synonyms: Synonyms,
    names: Sequence[str],
    closing: ExitStack,
) -> dict[str, Ask]:
    """Build every index and return what asks it for article ids."""
    ours = folder / "ours"
    ours.mkdir()
    WhooshEngine().build(ours, documents, synonyms)
    reader = WhooshEngine().open(ours)
    closing.callback(reader.close)
    asks: dict[str, Ask] = {
        _OURS: lambda one: [
            hit.article_id for hit in reader.search(SearchQuery(one.text, one.language, limit=_MOST)).hits
        ]
    }
    article_of = {document.key: document.article_id for document in documents}
    for name in names:
        by_language = {}
        for language in Language:
            own = [document for document in documents if document.language is language]
            if own:
                place = folder / f"{name.replace(' ', '-')}-{language}"
                place.mkdir()
                by_language[language] = OTHERS[name](place, own, language)
                closing.callback(by_language[language].close)
        asks[name] = lambda one, engines=by_language: [  # type: ignore[misc]
            article_of[key] for key in engines[one.language].search(one.text)
        ]
    return asks


def _measure(name: str, questions: Sequence[Question], asks: dict[str, Ask]) -> None:
    """Ask every engine every question in turn and print the set's rows."""
    times: dict[str, list[float]] = defaultdict(list)
    ranks: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        for engine, ask in asks.items():
            started = time.perf_counter()
            found = ask(question)
            times[engine].append(time.perf_counter() - started)
            ranks[question.kind][engine].append(_reciprocal_rank(found, question.relevant))
    if len(ranks) > 4:
        ranks["all"] = {engine: [rank for kind in ranks.values() for rank in kind[engine]] for engine in asks}
    for kind, engines in ranks.items():
        count = len(engines[_OURS])
        means = [statistics.fmean(found) for found in engines.values()]
        shown = " | ".join(_shown(mean, max(means)) for mean in means)
        print(f"| {name} | {kind} | {count} | {shown} |", flush=True)
    medians = {engine: statistics.median(found) for engine, found in times.items()}
    ratios = " | ".join(f"{median / medians[_OURS]:.2f}" for median in medians.values())
    one = f"{1000 * medians[_OURS]:.1f} ms"
    print(f"| {name} | time (1 is {one}) | {len(questions)} | {ratios} |", flush=True)


def _reciprocal_rank(found: Sequence[str], relevant: Sequence[str]) -> float:
    places = (place for place, article in enumerate(found, 1) if article in relevant)
    return 1 / next(places, float("inf"))


def _shown(mean: float, best: float) -> str:
    figure = f"{mean:.3f}".removeprefix("0")
    return f"**{figure}**" if round(mean, 3) == round(best, 3) else figure


if __name__ == "__main__":
    main()

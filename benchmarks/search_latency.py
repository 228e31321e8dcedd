"""Measures completion and search on generated articles, beside bare Whoosh on the same ones.

    python -m benchmarks.search_latency [--articles 50 1000 10000] [--queries 300]

Times are CPU milliseconds of one process; ``x`` is bare Whoosh's time by ours. Memory is that of several
processes that answer from one index at the same time: what each holds, its fair share of what they hold
together, and what it holds alone.
"""

import argparse
import gc
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from app.kernel.terms import Language
from app.search.documents import SearchDocument, SearchQuery
from app.search.engine import SearchReader
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine
from benchmarks.bare_whoosh import BareWhoosh
from benchmarks.generated import generate_documents

_PROCESSES, _ASKED = 3, 200
_HEAD = f"{'articles':>9} {'what':<22}{'p50':>8}{'p95':>8}{'p99':>8}{'x p50':>8}{'x p95':>8}"


def main() -> None:
    """Print a table for each number of articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[50, 1000, 10000])
    parser.add_argument("--queries", type=int, default=300)
    options = parser.parse_args()
    print(_HEAD)
    for count in options.articles:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), count, options.queries)


def _measure(folder: Path, count: int, queries: int) -> None:
    documents = list(generate_documents(count))
    index = _built(folder, documents)
    started = time.perf_counter()
    reader = WhooshEngine().open(index)
    opened = time.perf_counter() - started
    reader.search(SearchQuery("producto", Language.ES))
    first = time.perf_counter() - started
    bare_folder = folder / "bare"
    bare_folder.mkdir()
    typed = list(_typed(documents, queries))
    ours = _ours(reader, typed)
    shares = _shares(index, typed)
    bare = BareWhoosh(bare_folder, documents)
    _compare(count, typed, ours, bare)
    times = f"open {1000 * opened:.0f} ms, with first search {1000 * first:.0f} ms"
    print(f"{count:9} {times}")
    for name, megabytes in shares.items():
        print(f"{count:9} memory of a process {name:<13}{megabytes:8.0f} MB")
    bare.close()
    reader.close()


def _built(folder: Path, documents: Sequence[SearchDocument]) -> Path:
    """Build everything, then one change on top, and say how long each took."""
    whole, changed = folder / "whole", folder / "changed"
    for index in (whole, changed):
        index.mkdir()
    started = time.perf_counter()
    WhooshEngine().build(whole, documents, Synonyms())
    full = time.perf_counter() - started
    started = time.perf_counter()
    edited = replace(documents[0], title="Título cambiado")
    WhooshEngine().build(changed, [edited], Synonyms(), previous=whole)
    change = time.perf_counter() - started
    size = sum(file.stat().st_size for file in whole.rglob("*") if file.is_file()) / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = len(documents)
    print(f"{count:9} full build {full:.1f} s, one change {change:.2f} s, {size:.0f} MB, peak {peak:.0f} MB")
    return changed


Typed = tuple[str, str]


def _typed(documents: Sequence[SearchDocument], count: int) -> Iterator[Typed]:
    """Yield pairs of kind and text, all made of words that stand together in an article."""
    rng = random.Random(7)
    for number in range(count):
        text = rng.choice(rng.choice(documents).passages).text.lower()
        words = text.replace(".", "").split()
        start = rng.randrange(len(words) - 8)
        question = " ".join(words[start : start + 8])
        yield "search: question", f"¿{question}?"
        yield "search: keywords", " ".join(word for word in words[start : start + 6] if len(word) > 4)
        yield "search: mistyped", _mistyped(question, rng)
        yield "search: half-typed", question[: 12 + number % 30]
        yield "completion", question[: 3 + number % 25]


def _mistyped(text: str, rng: random.Random) -> str:
    words = text.split()
    place = max(range(len(words)), key=lambda number: len(words[number]))
    cut = rng.randrange(1, len(words[place]))
    words[place] = words[place][: cut - 1] + words[place][cut:]
    return " ".join(words)


def _ours(reader: SearchReader, typed: Sequence[Typed]) -> dict[str, list[float]]:
    def ask(kind: str, text: str) -> object:
        query = SearchQuery(text, Language.ES)
        return reader.complete(query) if kind == "completion" else reader.search(query)

    return _times(typed, ask)


def _compare(count: int, typed: Sequence[Typed], ours: dict[str, list[float]], bare: BareWhoosh) -> None:
    def ask(kind: str, text: str) -> object:
        return bare.complete(text) if kind == "completion" else bare.search(text)

    # Bare Whoosh is slow; a fifth of the queries tells its times well enough.
    theirs = _times(typed[: max(len(typed) // 5, 100)], ask)
    for kind, times in ours.items():
        mine = [_percentile(times, share) for share in (0.5, 0.95, 0.99)]
        ratios = [_percentile(theirs[kind], share) / _percentile(times, share) for share in (0.5, 0.95)]
        shown = "".join(f"{value:8.1f}" for value in (*mine, *ratios))
        print(f"{count:9} {kind:<22}{shown}", flush=True)


def _times(typed: Sequence[Typed], ask: Callable[[str, str], object]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}
    for kind, text in typed:
        started = time.process_time()
        ask(kind, text)
        times.setdefault(kind, []).append(1000 * (time.process_time() - started))
    return times


def _percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def _shares(index: Path, typed: Sequence[Typed]) -> dict[str, float]:
    """Return what one of several processes holds in memory while all of them have answered, in MB (Linux)."""
    fresh = multiprocessing.get_context("spawn")
    everybody, told = fresh.Barrier(_PROCESSES), fresh.SimpleQueue()
    asked = (index, list(typed[:_ASKED]), everybody, told)
    processes = [fresh.Process(target=_hold, args=asked) for _ in range(_PROCESSES)]
    for process in processes:
        process.start()
    held = [told.get() for _ in processes]
    for process in processes:
        process.join()
    return {name: sum(one[name] for one in held) / len(held) for name in held[0]}


def _hold(
    index: Path, typed: Sequence[Typed], everybody: Barrier, told: "SimpleQueue[dict[str, float]]"
) -> None:
    before = _memory()
    reader = WhooshEngine().open(index)
    _ours(reader, typed)
    gc.collect()
    everybody.wait()
    after = _memory()
    everybody.wait()
    reader.close()
    told.put(
        {
            "in all": after["Rss"],
            "for the index": after["Rss"] - before["Rss"],
            "fair share": after["Pss"],
            "alone": after["Private_Clean"] + after["Private_Dirty"],
        }
    )


def _memory() -> dict[str, float]:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    rows = (line.split() for line in lines)
    return {row[0].rstrip(":"): int(row[1]) / 1024 for row in rows}


if __name__ == "__main__":
    main()

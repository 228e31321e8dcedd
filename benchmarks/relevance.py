"""Measures how well an engine finds the right document, on labelled sets of queries.

python -m benchmarks.relevance --sets FOLDER [--engine whoosh] [--only xquad-es] [--misses]
"""

import argparse
import gzip
import json
import math
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.kernel.terms import Audience, Language
from app.search.documents import Passage, SearchDocument, SearchQuery
from app.search.engine import SearchEngine
from app.search.synonyms import Synonyms
from benchmarks.articles import article_documents, article_synonyms
from benchmarks.engines import ENGINES

KINDS = ("full", "keyword", "noisy", "prefix")
PUBLIC_SETS = {
    "xquad-es": Language.ES,
    "xquad-en": Language.EN,
    "squad-es": Language.ES,
    "kb-1k5": Language.ES,
}
_HEAD = f"{'set':<22}{'kind':<13}{'n':>5}{'MRR@10':>8}{'R@1':>7}{'R@3':>7}{'R@10':>7}{'nDCG':>7}{'ms':>7}"
_HEADING = re.compile(r"[^.:;,!\n]{3,90}")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the ids of the documents that answer it, best first."""

    kind: str
    language: Language
    text: str
    relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries of one kind; ``recall`` counts queries with an answer in the first k."""

    queries: int
    mrr: float
    recall: tuple[float, float, float]
    ndcg: float


def main() -> None:
    """Print a line of figures for each set and kind."""
    options = _options()
    print(_HEAD)
    for name, documents, questions, synonyms in chosen_sets(options):
        with tempfile.TemporaryDirectory() as folder:
            _measure(ENGINES[options.engine](), Path(folder), name, documents, questions, synonyms, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="whoosh")
    parser.add_argument("--only", help="name of one set")
    parser.add_argument("--queries", type=int, default=0, help="about so many of a set, evenly spread")
    parser.add_argument("--misses", action="store_true", help="print queries missing from the first 3")
    return parser.parse_args()


Set = tuple[str, list[SearchDocument], list[Question], Synonyms]


def chosen_sets(options: argparse.Namespace) -> Iterator[Set]:
    """Yield the labelled sets that the options ask for: name, documents, questions, synonyms."""
    for name, language in PUBLIC_SETS.items():
        if options.only in (None, name) and (options.sets / name).is_dir():
            documents = [_public_document(row, language) for row in _rows(options.sets / name, "docs")]
            rows = _rows(options.sets / name, "queries")
            step = max(len(rows) // options.queries, 1) if options.queries else 1
            yield name, documents, list(_public_questions(rows[::step], language)), Synonyms()
    for name, read in (("customer/queries", _customer_queries), ("customer/tickets", _customer_tickets)):
        if options.only in (None, name) and (options.sets / name).with_suffix(".jsonl").is_file():
            folder, file = name.split("/")
            questions = list(read(_rows(options.sets / folder, file)))
            yield name, list(article_documents()), questions, article_synonyms()


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    packed = folder / f"{name}.jsonl.gz"
    if packed.is_file():
        text = gzip.decompress(packed.read_bytes()).decode()
    else:
        text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def _public_document(row: dict[str, Any], language: Language) -> SearchDocument:
    return SearchDocument(
        key=row["id"],
        article_id=row["id"],
        language=language,
        category="",
        product_area="",
        audience=Audience.EVERYONE,
        title=row["title"],
        summary="",
        keywords=(),
        passages=tuple(_passages(row["body"], row["title"])),
    )


def _passages(body: str, title: str) -> Iterator[Passage]:
    """Cut a text at its headings: short lines without punctuation that a longer line follows."""
    heading = ""
    lines: list[str] = []
    all_lines = [line for line in body.split("\n") if line.strip() and line.strip() != title]
    for line, following in zip(all_lines, [*all_lines[1:], ""], strict=True):
        if _HEADING.fullmatch(line.strip()) and len(following) > len(line) and lines:
            yield Passage("", heading, "\n".join(lines))
            heading, lines = line.strip(), []
        else:
            lines.append(line)
    yield Passage("", heading, "\n".join(lines))


def _public_questions(rows: list[dict[str, Any]], language: Language) -> Iterator[Question]:
    for row in rows:
        for kind in KINDS:
            if row.get(kind):
                yield Question(kind, language, row[kind], tuple(row["rel"]))


def _customer_queries(rows: list[dict[str, Any]]) -> Iterator[Question]:
    for row in rows:
        yield Question(row["kind"], Language(row["lang"]), row["text"], tuple(row["relevant"]))


def _customer_tickets(rows: list[dict[str, Any]]) -> Iterator[Question]:
    for row in rows:
        if row["relevant"]:
            text = f"{row['title']} {row['description']}"
            yield Question(row["type"], Language(row["lang"]), text, tuple(row["relevant"]))


def _measure(
    engine: SearchEngine,
    folder: Path,
    name: str,
    documents: Sequence[SearchDocument],
    questions: Sequence[Question],
    synonyms: Synonyms,
    options: argparse.Namespace,
) -> None:
    engine.build(folder, documents, synonyms)
    reader = engine.open(folder)
    ranks: dict[str, list[tuple[list[int], int]]] = defaultdict(list)
    seconds: dict[str, float] = defaultdict(float)
    for question in questions:
        started = time.process_time()
        results = reader.search(SearchQuery(question.text, question.language))
        seconds[question.kind] += time.process_time() - started
        found = [hit.article_id for hit in results.hits]
        places = [place for place, article in enumerate(found, 1) if article in question.relevant]
        ranks[question.kind].append((places, len(question.relevant)))
        if options.misses and (not places or places[0] > 3):
            shown = (question.kind, question.text[:90], question.relevant, found[:3], results.corrected)
            print("   ", *shown, sep=" | ")
    reader.close()
    kinds = dict(sorted(ranks.items(), key=lambda item: KINDS.index(item[0]) if item[0] in KINDS else 9))
    if not set(kinds) <= set(KINDS):
        kinds["all"] = [rank for kind in ranks.values() for rank in kind]
        seconds["all"] = sum(seconds.values())
    for kind, measured in kinds.items():
        _print(name, kind, figures(measured), seconds[kind])


def figures(ranks: Sequence[tuple[list[int], int]]) -> Figures:
    """Return the means; each rank is the places of relevant hits and how many there could be."""
    count = len(ranks)
    firsts = [places[0] if places else math.inf for places, _ in ranks]
    recall = [sum(first <= most for first in firsts) / count for most in (1, 3, 10)]
    gains = [
        sum(1 / math.log2(place + 1) for place in places)
        / sum(1 / math.log2(place + 1) for place in range(1, min(possible, 10) + 1))
        for places, possible in ranks
    ]
    mrr = sum(1 / first for first in firsts) / count
    return Figures(count, mrr, (recall[0], recall[1], recall[2]), sum(gains) / count)


def _print(name: str, kind: str, found: Figures, seconds: float) -> None:
    recall = "".join(f"{share:7.3f}" for share in found.recall)
    means = f"{found.mrr:8.3f}{recall}{found.ndcg:7.3f}{1000 * seconds / found.queries:7.1f}"
    print(f"{name:<22}{kind:<13}{found.queries:5}{means}", flush=True)


if __name__ == "__main__":
    main()

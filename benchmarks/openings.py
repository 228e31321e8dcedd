"""Measures where hits open: on the heading or step that answers, judged on the repository's own articles.

    python -m benchmarks.openings [--half 1] [--misses]

Each line of ``openings.tsv`` has a search, the article that answers it and the anchors it may open at;
the anchor of a heading stands for all its steps as well. ``section`` is the share of hits opened under
the right heading, ``place`` of those opened exactly where a judged anchor says. Odd lines are one half,
even lines the other: what is tuned on one is judged on the other.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.kernel.terms import Audience, Language
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.publishing import Publisher
from app.search.documents import DraftText, SearchHit, SearchQuery, Suggestion
from app.search.engine import SearchReader
from app.search.whoosh_engine import WhooshEngine
from benchmarks.articles import ARTICLES

_JUDGED = Path(__file__).with_suffix(".tsv")
_STEP = re.compile(r"-\d+$")
_EVERYBODY = frozenset({Audience.EVERYONE, Audience.VIP})


@dataclass(frozen=True, slots=True)
class Judged:
    """A search with the article that answers it and where it may open."""

    text: str
    article: str
    anchors: tuple[str, ...]


def main() -> None:
    """Print a line of figures for searches and one for drafts with the same words as their title."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", type=int, choices=(1, 2), help="judge every other line only")
    parser.add_argument("--misses", action="store_true", help="print what opened elsewhere")
    options = parser.parse_args()
    judged = list(_judged())
    halves = {None: judged, 1: judged[::2], 2: judged[1::2]}
    with tempfile.TemporaryDirectory() as folder:
        reader = _published(Path(folder))
        print(f"{'opened by':<12}{'n':>5}{'found':>8}{'section':>9}{'place':>8}")
        for name, ask in (("search", _searched), ("suggestion", _suggested)):
            _measure(name, halves[options.half], [ask(reader, one) for one in halves[options.half]], options)
        reader.close()


def _judged() -> Iterator[Judged]:
    for line in _JUDGED.read_text(encoding="utf-8").splitlines():
        text, article, anchors = line.split("\t")
        yield Judged(text, article, tuple(anchors.split()))


def _published(folder: Path) -> SearchReader:
    """Publish the articles as the portal does, so that anchors are those of its pages."""
    store = GenerationStore(folder)
    Publisher(FolderSource(ARTICLES), store, WhooshEngine()).publish()
    (index,) = folder.glob("**/manifest.json")
    return WhooshEngine().open(index.parent)


def _searched(reader: SearchReader, one: Judged) -> SearchHit | None:
    query = SearchQuery(one.text, Language.ES, _EVERYBODY)
    return next((hit for hit in reader.search(query).hits if hit.article_id == one.article), None)


def _suggested(reader: SearchReader, one: Judged) -> Suggestion | None:
    draft = DraftText(one.text, "", Language.ES, _EVERYBODY, limit=10)
    return next((hit for hit in reader.suggest(draft) if hit.article_id == one.article), None)


def _measure(
    name: str,
    judged: Sequence[Judged],
    hits: Sequence[SearchHit | Suggestion | None],
    options: argparse.Namespace,
) -> None:
    section = place = 0
    for one, hit in zip(judged, hits, strict=True):
        if hit is None:
            continue
        under = _STEP.sub("", hit.anchor)
        right = hit.anchor in one.anchors or under in one.anchors
        section += under in {_STEP.sub("", anchor) for anchor in one.anchors}
        place += right
        if options.misses and not right:
            print("   ", one.text, one.anchors, hit.anchor, hit.excerpt.text[:60], sep=" | ")
    found = sum(hit is not None for hit in hits)
    shares = (found / len(hits), section / found, place / found)
    print(f"{name:<12}{len(hits):5}{shares[0]:8.3f}{shares[1]:9.3f}{shares[2]:8.3f}")


if __name__ == "__main__":
    main()

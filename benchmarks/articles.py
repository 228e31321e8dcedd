"""Reads the repository's own articles as search documents, for measuring."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from app.kernel.terms import Audience, Language
from app.search.documents import Passage, SearchDocument
from app.search.synonyms import Synonyms

ARTICLES = Path(__file__).parent.parent / "articles"
_HEADING = re.compile(r"^#{2,4} (.+)$", re.MULTILINE)
_MARKUP = re.compile(r"\]\([^)]*\)|<[^>]+>|[*_`#|\[\]!]+|:?-{3,}:?")


def article_documents(folder: Path = ARTICLES) -> Iterator[SearchDocument]:
    """Yield every article, cut at its headings."""
    for file in sorted(folder.glob("*/*.md")):
        _, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
        matter = yaml.safe_load(front)
        language = Language.EN if file.name.endswith(".en.md") else Language.ES
        yield SearchDocument(
            key=f"{matter['id']}.{language.value}",
            article_id=matter["id"],
            language=language,
            category=file.parent.name,
            product_area=matter["product_area"],
            audience=Audience(matter["audience"]),
            title=matter["title"],
            summary=matter["summary"],
            keywords=tuple(map(str, matter["keywords"])),
            passages=tuple(_passages(body)),
        )


def article_synonyms(folder: Path = ARTICLES) -> Synonyms:
    """Read the editors' synonym files."""
    groups: dict[Language, tuple[tuple[str, ...], ...]] = {}
    bilingual: list[tuple[str, ...]] = []
    for language in Language:
        content = yaml.safe_load((folder / f"synonyms.{language.value}.yaml").read_text(encoding="utf-8"))
        groups[language] = _tuples(content.get("groups", []))
        bilingual += _tuples(content.get("bilingual", []))
    return Synonyms(groups=groups, bilingual=tuple(bilingual))


def _passages(body: str) -> Iterator[Passage]:
    pieces = _HEADING.split(body)
    for heading, text in zip(["", *pieces[1::2]], pieces[0::2], strict=True):
        yield Passage(re.sub(r"\W+", "-", heading.lower()).strip("-"), heading, _MARKUP.sub(" ", text))


def _tuples(groups: list[list[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, group)) for group in groups)

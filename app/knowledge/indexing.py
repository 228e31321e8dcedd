"""Hand what changed to the search engine, and only that."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.knowledge.article import Article
from app.knowledge.catalogue_file import rendered_from_bytes
from app.knowledge.generation_store import GenerationStore
from app.search.documents import Passage, SearchDocument
from app.search.engine import IndexUnusable, SearchEngine
from app.search.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class IndexChange:
    """Articles to index, and keys of documents to take out."""

    changed: tuple[Article, ...]
    removed: frozenset[str]


def document_key(article: Article) -> str:
    """Return the key of an article's document."""
    return f"{article.language}:{article.id}"


def difference(before: Iterable[Article], after: Iterable[Article]) -> IndexChange:
    """Return what an index of ``before`` lacks to be one of ``after``."""
    old = {document_key(article): article for article in before}
    new = {document_key(article): article for article in after}
    changed = tuple(article for key, article in new.items() if not _same(old.get(key), article))
    return IndexChange(changed, frozenset(old.keys() - new.keys()))


def _same(before: Article | None, after: Article) -> bool:
    """Say whether two versions are one document; which translations there are is none of its business."""
    return before is after or (
        before is not None and replace(before, other_languages={}) == replace(after, other_languages={})
    )


def build_index(
    engine: SearchEngine,
    store: GenerationStore,
    folder: Path,
    articles: Iterable[Article],
    synonyms: Synonyms,
    previous: Path | None,
    change: IndexChange,
) -> bool:
    """Build the index of a generation; return whether it could start from the previous one."""
    if previous is not None:
        folder.mkdir()
        try:
            engine.build(
                folder, _documents(store, change.changed), synonyms, previous=previous, removed=change.removed
            )
            return True
        except IndexUnusable:
            shutil.rmtree(folder)
    folder.mkdir()
    engine.build(folder, _documents(store, articles), synonyms)
    return False


def _documents(store: GenerationStore, articles: Iterable[Article]) -> Iterator[SearchDocument]:
    for article in articles:
        body = rendered_from_bytes(store.get(article.body_key)).body
        sections = body.sections if body else ()
        yield SearchDocument(
            key=document_key(article),
            article_id=article.id,
            language=article.language,
            category=article.category,
            product_area=article.product_area,
            audience=article.audience,
            title=article.title,
            summary=article.summary,
            keywords=article.keywords,
            passages=tuple(
                Passage(section.anchor, section.heading, section.text, section.links) for section in sections
            ),
            updated_at=article.updated_at,
        )

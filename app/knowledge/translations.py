"""Which translations are older than their source, and by how much: found out when a generation is made.

The source is the Spanish file; its text at the translation's last commit is compared with the present one.
Only pairs in which something was committed since the generation before are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.catalogue_file import GenerationUnusable, read_json, write_json
from app.knowledge.history import History
from app.knowledge.source import FileKind, Snapshot, SourceFile
from app.knowledge.source_changes import Significance, SourceChange, compare

_FILE = "translations.json"
Translations = Mapping[tuple[str, Language], "StaleTranslation"]


@dataclass(frozen=True, slots=True)
class StaleTranslation:
    """A translation last committed with ``commit``, before its source became ``source_revision``."""

    article_id: str
    language: Language
    commit: str
    source_revision: str
    change: SourceChange


@dataclass(frozen=True, slots=True)
class _Pair:
    source: Article
    translation: Article
    commit: str


def assess(
    snapshot: Snapshot, history: History, articles: Iterable[Article], known: Translations
) -> Translations:
    """Return the translations whose source was committed to later, whatever came of it."""
    pairs = _older_than_their_source(history, articles)
    found = {}
    fresh = []
    for pair in pairs:
        place = pair.translation.id, pair.translation.language
        before = known.get(place)
        if before and (before.commit, before.source_revision) == (pair.commit, pair.source.revision):
            found[place] = before
        else:
            fresh.append(pair)
    for pair, change in zip(fresh, _changes(snapshot, history, fresh), strict=True):
        its = pair.translation
        found[its.id, its.language] = StaleTranslation(
            its.id, its.language, pair.commit, pair.source.revision, change
        )
    return found


def write_translations(folder: Path, translations: Translations) -> None:
    """Write them into a generation's folder."""
    rows = [
        [each.article_id, each.language, each.commit, each.source_revision, each.change.level,
         each.change.steps, each.change.headings, each.change.words]
        for each in translations.values()
    ]  # fmt: skip
    write_json(folder / _FILE, rows)


def read_translations(folder: Path) -> Translations:
    """Return what a generation knows; nothing for one made before this was asked, or damaged."""
    if not (folder / _FILE).is_file():
        return {}
    try:
        rows = [
            StaleTranslation(
                id_, Language(language), commit, revision, SourceChange(Significance(level), *counts)
            )
            for id_, language, commit, revision, level, *counts in read_json(folder / _FILE)
        ]
    except (GenerationUnusable, TypeError, ValueError):
        return {}
    return {(each.article_id, each.language): each for each in rows}


def _older_than_their_source(history: History, articles: Iterable[Article]) -> list[_Pair]:
    by_id = {(article.id, article.language): article for article in articles}
    order = {commit: place for place, commit in enumerate(history.commits)}
    pairs = []
    for (article_id, language), translation in by_id.items():
        source = by_id.get((article_id, Language.ES)) if language is not Language.ES else None
        last, its = (history.present.get(each.path) if each else None for each in (source, translation))
        if source and last and its and order.get(last[0], 0) > order.get(its[0], 0):
            pairs.append(_Pair(source, translation, its[0]))
    return pairs


def _changes(snapshot: Snapshot, history: History, pairs: list[_Pair]) -> list[SourceChange]:
    """Compare the texts; a source that stood nowhere yet was translated from something else: all is new."""
    places = [
        (pair.commit, path) for pair in pairs for path in history.paths(pair.source.path, pair.source.id)
    ]
    texts = dict(zip(places, snapshot.texts_at(places), strict=True))
    files = [SourceFile(pair.source.path, pair.source.revision, FileKind.FILE, 0) for pair in pairs]
    now = [content for _file, content in snapshot.read(files)]
    found = []
    for pair, content in zip(pairs, now, strict=True):
        paths = history.paths(pair.source.path, pair.source.id)
        before = next(filter(None, (texts[pair.commit, path] for path in paths)), b"")
        found.append(compare(_text(before), _text(content)))
    return found


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")

"""One published generation, opened for reading."""

import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from app.kernel.terms import Audience
from app.knowledge.article import Article, ArticleBody, Revision
from app.knowledge.catalogue_file import GenerationUnusable, read_catalogue, read_history, rendered_from_bytes
from app.knowledge.generation_store import GenerationStore
from app.knowledge.history import History
from app.knowledge.resolutions import Resolution
from app.knowledge.shelves import StoredShelf
from app.knowledge.translations import Translations, read_translations
from app.search.engine import SearchEngine, SearchReader

_BODIES_IN_MEMORY = 512
_DIGEST = re.compile(r"[0-9a-f]{20}", re.ASCII)


class StoredGeneration:
    """A generation on disk; immutable, and safe to use from several threads at once."""

    def __init__(self, store: GenerationStore, name: str, engine: SearchEngine) -> None:
        """Open a generation. Raises GenerationUnusable or IndexUnusable when it is damaged."""
        self.name = name
        self._store, self._folder = store, store.path(name)
        self._catalogue = read_catalogue(self._folder / "catalogue.json")
        self.commit = self._catalogue.commit
        self.search: SearchReader = engine.open(self._folder / "index")
        self._shelves: dict[frozenset[Audience], StoredShelf] = {}
        self._history: History | None = None
        self._translations: Translations | None = None
        self._lock = threading.Lock()
        self._body = lru_cache(_BODIES_IN_MEMORY)(self._read_body)

    @property
    def folder(self) -> Path:
        """Return where the generation lies."""
        return self._folder

    def shelf(self, audiences: frozenset[Audience]) -> StoredShelf:
        """Return the articles readers of these audiences may see."""
        made = self._shelves.get(audiences)
        if made is None:
            made = StoredShelf(self._catalogue, audiences, self.body, self.revisions)
            self._shelves[audiences] = made
        return made

    def media(self, name: str, digest: str | None = None) -> tuple[bytes, str] | None:
        """Return content and type of a picture; with ``digest``, exactly the content of that address.

        A page of the generation before may still name the picture that was replaced: its digest
        finds it as long as the store keeps it.
        """
        known = self._catalogue.media.get(name)
        if known is None or (digest is not None and not _DIGEST.fullmatch(digest)):
            return None
        try:
            return self._store.get(f"media-{digest or known.digest}"), known.media_type
        except FileNotFoundError:
            return None

    def body(self, article: Article) -> ArticleBody:
        """Return the text of one of this generation's articles. Raises GenerationUnusable."""
        return self._body(article.body_key)

    def revisions(self, article: Article) -> Sequence[Revision]:
        """Return the commits that changed an article, newest first."""
        return self._read_history().revisions(article.path, article.id)

    def resolutions(self) -> Sequence[Resolution]:
        """Return what the commits of the live history say that they resolve, the oldest first."""
        return self._read_history().resolutions()

    def commits(self) -> Mapping[str, datetime]:
        """Return the commits of the live history that touched the articles, with their instants."""
        return self._read_history().instants()

    def translations(self) -> Translations:
        """Return the translations that are older than their source."""
        with self._lock:
            if self._translations is None:
                self._translations = read_translations(self._folder)
        return self._translations

    def _read_history(self) -> History:
        with self._lock:
            if self._history is None:
                self._history = read_history(self._folder / "history.json")
        return self._history

    def _read_body(self, key: str) -> ArticleBody:
        try:
            body = rendered_from_bytes(self._store.get(key)).body
        except FileNotFoundError as error:
            raise GenerationUnusable(f"{key} is missing from the store") from error
        if body is None:
            raise GenerationUnusable(f"{key} holds no body")
        return body

"""Whoosh as it comes: its own analyser of the language, any word may match, its own matchers and scores."""

from collections.abc import Iterable
from pathlib import Path

from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser, OrGroup

from app.kernel.terms import Language
from app.search.documents import SearchDocument


class BareWhoosh:
    """The yardstick: one Whoosh document per article, title and text, opened once."""

    def __init__(
        self, folder: Path, documents: Iterable[SearchDocument], language: Language = Language.ES
    ) -> None:
        analyser = LanguageAnalyzer(language.value)
        schema = Schema(key=ID(stored=True), title=TEXT(analyser), text=TEXT(analyser))
        writer = create_in(str(folder), schema).writer(limitmb=256)
        for document in documents:
            text = "\n".join(f"{one.heading}\n{one.text}" for one in document.passages)
            writer.add_document(key=document.key, title=document.title, text=text)
        writer.commit()
        self._searcher = writer.storage.open_index().searcher()
        self._parser = MultifieldParser(["title", "text"], schema, group=OrGroup)

    def search(self, text: str) -> list[str]:
        """Return the keys of the ten best documents."""
        return [hit["key"] for hit in self._searcher.search(self._parser.parse(text), limit=10)]

    def complete(self, text: str) -> list[str]:
        """Return the keys of the ten best documents for a text whose last word is a beginning."""
        return self.search(f"{text}*")

    def close(self) -> None:
        """Let go of the index."""
        self._searcher.close()

"""Other engines behind one small interface: each set up as its own manual would for help articles.

Each gets one index per language with title and text. Where an engine brings no stemmer of its own
(SQLite, BM25S) it gets our words: accents off, Snowball stems, no stop words. The last word may be a
beginning where the engine has an operator for that.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import bm25s
import psycopg
import tantivy
from psycopg import sql

from app.kernel.terms import Language
from app.search.documents import SearchDocument
from app.search.languages import is_stop_word, stem, words_of
from benchmarks.bare_whoosh import BareWhoosh

_MOST = 10
_NAMES = {Language.ES: "spanish", Language.EN: "english"}


class OtherEngine(Protocol):
    """An index of one language; ``search`` returns the keys of the ten best documents."""

    def search(self, text: str) -> list[str]: ...
    def close(self) -> None: ...


class SqliteFts:
    """SQLite's FTS5 with its BM25, any word may match."""

    def __init__(self, folder: Path, documents: Sequence[SearchDocument], language: Language) -> None:
        self._language = language
        self._database = sqlite3.connect(folder / "fts.db")
        self._database.execute("CREATE VIRTUAL TABLE docs USING fts5(key UNINDEXED, title, text)")
        self._database.executemany(
            "INSERT INTO docs VALUES (?, ?, ?)",
            (
                (one.key, " ".join(stems(one.title, language)), " ".join(stems(text_of(one), language)))
                for one in documents
            ),
        )
        self._database.commit()

    def search(self, text: str) -> list[str]:
        """Return the keys of the ten best documents."""
        query = " OR ".join(f'"{word}"' for word in stems(text, self._language))
        if not query:
            return []
        rows = self._database.execute(
            "SELECT key FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?", (f"{query}*", _MOST)
        )
        return [key for (key,) in rows]

    def close(self) -> None:
        """Close the database."""
        self._database.close()


class Tantivy:
    """Tantivy with its own analysis of the language: accents off, stop words out, stemmed."""

    def __init__(self, folder: Path, documents: Sequence[SearchDocument], language: Language) -> None:
        name = _NAMES[language]
        analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stopword(name))
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.stemmer(name))
            .build()
        )
        schema = tantivy.SchemaBuilder().add_text_field("key", stored=True, tokenizer_name="raw")
        for field in ("title", "text"):
            schema = schema.add_text_field(field, tokenizer_name=name)
        self._index = tantivy.Index(schema.build(), path=str(folder))
        self._index.register_tokenizer(name, analyser)
        writer = self._index.writer(num_threads=1)
        for one in documents:
            writer.add_document(tantivy.Document(key=one.key, title=one.title, text=text_of(one)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str) -> list[str]:
        """Return the keys of the ten best documents."""
        plain = " ".join(word.text for word in words_of(text))
        query, _ = self._index.parse_query_lenient(plain, ["title", "text"])
        hits = self._searcher.search(query, _MOST).hits
        return [self._searcher.doc(address)["key"][0] for _, address in hits]

    def close(self) -> None:
        """Nothing is held open."""


class Bm25s:
    """BM25S over title and text."""

    def __init__(self, folder: Path, documents: Sequence[SearchDocument], language: Language) -> None:
        self._language = language
        self._keys = [one.key for one in documents]
        self._index = bm25s.BM25()
        texts = [stems(f"{one.title}\n{text_of(one)}", language) for one in documents]
        self._index.index(texts, show_progress=False)
        self._known = {word for words in texts for word in words}

    def search(self, text: str) -> list[str]:
        """Return the keys of the ten best documents."""
        words = [word for word in stems(text, self._language) if word in self._known]
        if not words:
            return []
        found, scores = self._index.retrieve([words], k=min(_MOST, len(self._keys)), show_progress=False)
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [self._keys[number] for number, score in pairs if score > 0]

    def close(self) -> None:
        """Nothing is held open."""


class PostgresqlText:
    """PostgreSQL's full text with unaccent; words it does not know are taken for the most similar one."""

    url = ""
    _count = 0

    def __init__(self, folder: Path, documents: Sequence[SearchDocument], language: Language) -> None:
        type(self)._count += 1
        self._name = sql.Identifier(f"engines_{folder.name.lower()}_{self._count}")
        self._server = psycopg.connect(self.url, autocommit=True)
        self._server.execute(sql.SQL("CREATE DATABASE {}").format(self._name))
        self._database = psycopg.connect(self.url, dbname=self._name.as_string().strip('"'), autocommit=True)
        stemmer = sql.Identifier(f"{_NAMES[language]}_stem")
        for statement in (
            "CREATE EXTENSION unaccent",
            "CREATE EXTENSION pg_trgm",
            "CREATE TEXT SEARCH CONFIGURATION stemmed (COPY = simple)",
            "CREATE TEXT SEARCH CONFIGURATION whole (COPY = simple)",
            "ALTER TEXT SEARCH CONFIGURATION stemmed ALTER MAPPING FOR asciiword, asciihword, hword, "
            "hword_asciipart, hword_part, word WITH unaccent, {stemmer}",
            "ALTER TEXT SEARCH CONFIGURATION whole ALTER MAPPING FOR asciiword, asciihword, hword, "
            "hword_asciipart, hword_part, word WITH unaccent, simple",
            "CREATE TABLE docs (key text, body text, words tsvector "
            "GENERATED ALWAYS AS (to_tsvector('stemmed', body)) STORED)",
        ):
            self._database.execute(sql.SQL(statement).format(stemmer=stemmer))
        with self._database.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO docs (key, body) VALUES (%s, %s)",
                [(one.key, f"{one.title}\n{text_of(one)}") for one in documents],
            )
        for statement in (
            "CREATE INDEX ON docs USING gin (words)",
            "CREATE TABLE vocabulary AS SELECT word FROM "
            "ts_stat($$SELECT to_tsvector('whole', body) FROM docs$$)",
            "CREATE INDEX ON vocabulary USING gin (word gin_trgm_ops)",
            "CREATE INDEX ON vocabulary (word)",
            "ANALYZE",
        ):
            self._database.execute(statement)

    def search(self, text: str) -> list[str]:
        """Return the keys of the ten best documents."""
        typed = [word.text for word in words_of(text)]
        if not typed:
            return []
        known = self._rows("SELECT word FROM vocabulary WHERE word = ANY(%s)", [typed])
        meant = [word if word in known else self._similar(word) for word in typed]
        words = " | ".join(f"'{word}'" for word in meant if word)
        if not words:
            return []
        return self._rows(
            "SELECT key FROM docs, to_tsquery('stemmed', %s) AS asked WHERE words @@ asked "
            "ORDER BY ts_rank(words, asked, 1) DESC LIMIT %s",
            [f"{words} | '{typed[-1]}':*", _MOST],
        )

    def close(self) -> None:
        """Remove the database."""
        self._database.close()
        self._server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(self._name))
        self._server.close()

    def _similar(self, word: str) -> str:
        rows = self._rows(
            "SELECT word FROM vocabulary WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT 1",
            [word, word],
        )
        return rows[0] if rows else ""

    def _rows(self, statement: Any, values: list[Any]) -> list[str]:
        return [row[0] for row in self._database.execute(statement, values)]


OTHERS = {
    "Whoosh as it comes": BareWhoosh,
    "SQLite FTS5": SqliteFts,
    "PostgreSQL": PostgresqlText,
    "tantivy": Tantivy,
    "BM25S": Bm25s,
}


def stems(text: str, language: Language) -> list[str]:
    """Return the stems of a text without its stop words."""
    return list(_stems(text, language))


def text_of(document: SearchDocument) -> str:
    """Return headings and text of a document."""
    return "\n".join(f"{one.heading}\n{one.text}" for one in document.passages)


def _stems(text: str, language: Language) -> Iterator[str]:
    for word in words_of(text):
        if not is_stop_word(word.text, language):
            yield stem(word.text, language)

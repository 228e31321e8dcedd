"""Marta, the editor: a real git repository of articles, her commits, and what becomes live of them."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from app.kernel.terms import Audience, Language
from app.knowledge.article import Article
from app.knowledge.checking import check_articles
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation import StoredGeneration
from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource
from app.knowledge.publishing import Publication, Publisher
from app.knowledge.shelves import StoredShelf
from app.search.engine import SearchEngine
from app.search.memory_engine import MemoryEngine
from app.settings import ROOT

EVERYONE = frozenset({Audience.EVERYONE})
EVERYBODY = frozenset(Audience)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="72" height="36"><title>Caja</title></svg>'


def front(article_id: str, **changes: str | None) -> str:
    """Return valid front matter; a change of None leaves the key out."""
    values: dict[str, str | None] = {
        "id": article_id,
        "title": f"Sobre {article_id}",
        "summary": f"Qué hacer con {article_id}.",
        "keywords": "[caja]",
        "product_area": "sales",
        "faq": "false",
        "audience": "everyone",
        "status": "published",
        "finds": f"[sobre {article_id}]",
        **changes,
    }
    lines = [f"{key}: {value}" for key, value in values.items() if value is not None]
    return "---\n" + "\n".join(lines) + "\n---\n"


def text(
    article_id: str, body: str = "Haz esto.\n\n## Pasos\n\n1. Abre la caja.\n", **changes: str | None
) -> str:
    """Return a whole article file."""
    return front(article_id, **changes) + body


class Editor:
    """Writes, commits and publishes in one temporary folder."""

    def __init__(self, folder: Path, engine: SearchEngine | None = None) -> None:
        self.repository, self.store = folder / "repository", GenerationStore(folder / "index")
        self.engine = engine or MemoryEngine()
        self.repository.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Marta")
        self.git("config", "user.email", "marta@tuqr.com")
        self.write({"categories.yaml": (ROOT / "articles" / "categories.yaml").read_text()})

    def git(self, *arguments: str) -> str:
        """Run git and return what it prints."""
        command = ["git", "-C", str(self.repository), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files under ``articles/``."""
        for path, content in files.items():
            file = self.repository / "articles" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes] | None = None, subject: str = "Change") -> str:
        """Write and commit; return the commit."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD").strip()

    def publisher(self, **options: object) -> Publisher:
        """Return a publisher of the repository's HEAD."""
        return Publisher(GitSource(self.repository), self.store, self.engine, workers=1, **options)  # type: ignore[arg-type]

    def publish(self, files: Mapping[str, str | bytes] | None = None, **options: object) -> Publication:
        """Commit ``files`` if there are any, and publish."""
        if files is not None:
            self.commit(files)
        full = bool(options.pop("full", False))
        return self.publisher(**options).publish(full=full)

    def faults(self) -> list[str]:
        """Return what the check says about the working tree."""
        found = check_articles(FolderSource(self.repository / "articles").snapshot(), self.store)
        return [fault.text() for fault in found]

    def live(self) -> StoredGeneration:
        """Return what readers have."""
        current = self.store.current()
        assert current is not None
        return StoredGeneration(self.store, current.name, self.engine)

    def shelf(self, audiences: frozenset[Audience] = EVERYONE) -> StoredShelf:
        """Return the live articles of some audiences."""
        return self.live().shelf(audiences)

    def article(self, slug: str, language: Language = Language.ES) -> Article:
        """Return a live article."""
        found = self.shelf(EVERYBODY).article(language, slug)
        assert found is not None
        return found

    def html(self, slug: str, language: Language = Language.ES) -> str:
        """Return the text of a live article."""
        return self.shelf(EVERYBODY).body(self.article(slug, language)).html

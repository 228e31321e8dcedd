"""A git repository of articles that tests write and commit to, as an editor does."""

import shutil
import subprocess
from pathlib import Path

from app.settings import ROOT

_WHO = {"user.name": "Marta León", "user.email": "marta@demo.tuqr.com", "commit.gpgsign": "false"}


class Repository:
    """A repository with an ``articles`` folder and one branch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = folder / "articles"
        self.articles.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        shutil.copy(ROOT / "articles" / "categories.yaml", self.articles)

    def git(self, *arguments: str) -> str:
        """Run git in the repository and return what it says."""
        settings = [part for name, value in _WHO.items() for part in ("-c", f"{name}={value}")]
        done = subprocess.run(
            ["git", *settings, *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Save a file under ``articles``."""
        file = self.articles / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def rename(self, old: str, new: str) -> None:
        """Move a file under ``articles`` as ``git mv`` does."""
        self.git("mv", f"articles/{old}", f"articles/{new}")

    def commit(self, subject: str) -> str:
        """Commit everything and return the commit's name."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")


def article(title: str, body: str, **front: object) -> str:
    """Return the text of an article file; ``front`` adds to or replaces its front matter."""
    values: dict[str, object] = {
        "id": "sin-id",
        "title": title,
        "summary": f"Resumen de {title}.",
        "keywords": ["inventario", "tienda"],
        "product_area": "inventory",
        "audience": "everyone",
        "status": "published",
        "finds": [],
        **front,
    }
    lines = (f"{key}: {_yaml(value)}" for key, value in values.items())
    return "---\n" + "\n".join(lines) + f"\n---\n{body}\n"


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    return "'" + str(value).replace("'", "''") + "'"

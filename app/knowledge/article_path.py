"""What the name of an article file says: category, slug and language."""

from dataclasses import dataclass
from functools import lru_cache

from app.kernel.terms import Language


@dataclass(frozen=True, slots=True)
class ArticlePath:
    """``<category>/<slug>.md`` in Spanish, ``<category>/<slug>.en.md`` in English (product 1)."""

    path: str
    category: str
    slug: str
    language: Language

    @staticmethod
    @lru_cache(maxsize=50_000)
    def parse(path: str) -> "ArticlePath | None":
        """Return the parts, or None where the path is not that of an article."""
        folder, _, name = path.rpartition("/")
        if not folder or "/" in folder or folder == "media" or not name.endswith(".md"):
            return None
        stem = name.removesuffix(".md")
        english = stem.endswith(".en")
        language = Language.EN if english else Language.ES
        return ArticlePath(path, folder, stem.removesuffix(".en"), language)

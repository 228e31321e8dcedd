"""The text of a new article file: one builder for the command line, for gaps and for tickets."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from app.kernel.terms import Audience, Language, ProductArea

REVIEWED_AFTER = timedelta(days=182)
_BODIES = {
    Language.ES: "Di aquí en una o dos frases la respuesta.\n\n## Pasos\n\n1. Escribe el primer paso.\n",
    Language.EN: "Give the answer here in one or two sentences.\n\n## Steps\n\n1. Write the first step.\n",
}
_LONGEST_SLUG = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What is known of an article before it is written; an empty ``body`` is filled with an outline."""

    id: str
    language: Language
    title: str
    summary: str
    area: ProductArea = ProductArea.PLATFORM
    audience: Audience = Audience.EVERYONE
    keywords: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    body: str = ""


def stub_text(stub: Stub, today: date) -> str:
    """Return the file of a draft that passes the check as it is."""
    front = {
        "id": stub.id,
        "title": stub.title,
        "summary": stub.summary,
        "keywords": list(stub.keywords),
        "product_area": stub.area.value,
        "faq": False,
        "audience": stub.audience.value,
        "status": "draft",
        "finds": list(stub.finds),
        "review_by": today + REVIEWED_AFTER,
    }
    heading = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{heading}---\n{stub.body or _BODIES[stub.language]}"


def slug_of(title: str) -> str:
    """Return the file name a title suggests; empty when it holds no letter or digit."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-")


def file_name(slug: str, language: Language) -> str:
    """Return the name of the file of an article with this name in its address."""
    return f"{slug}.en.md" if language is Language.EN else f"{slug}.md"

"""A small help centre made in memory: real shelves and a real index, with dates and audiences at will."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.kernel.terms import Audience, Language, ProductArea
from app.knowledge.article import Article, ArticleBody, Category, Heading, Question, Revision, Section
from app.knowledge.catalogue_file import Catalogue
from app.knowledge.resolutions import Resolution
from app.knowledge.shelves import StoredShelf
from app.knowledge.translations import StaleTranslation, Translations
from app.search.documents import Passage, SearchDocument
from app.search.engine import SearchReader
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine

LONG_AGO = datetime(2024, 1, 10, 12, tzinfo=UTC)
CATEGORIES = tuple(
    Category(
        slug, icon, tone, {Language.ES: spanish, Language.EN: english}, {Language.ES: "…", Language.EN: "…"}
    )
    for slug, icon, tone, spanish, english in (
        ("primeros-pasos", "rocket", "brand", "Primeros pasos", "Getting started"),
        (
            "configuracion-avanzada",
            "sliders-horizontal",
            "vio",
            "Configuración avanzada",
            "Advanced settings",
        ),
        ("solucion-de-problemas", "wrench", "warn", "Solución de problemas", "Troubleshooting"),
        ("tutoriales", "graduation-cap", "ok", "Tutoriales", "Tutorials"),
    )
)


def an_article(slug: str, title: str, language: Language = Language.ES, **facts: Any) -> Article:
    """Return an article everybody may read, published long ago; ``facts`` change any of its fields."""
    plain: dict[str, Any] = {
        "id": slug,
        "language": language,
        "slug": slug,
        "category": "solucion-de-problemas",
        "title": title,
        "summary": f"{title}, paso a paso.",
        "keywords": (),
        "aliases": (),
        "product_area": ProductArea.PRODUCTS,
        "audience": Audience.EVERYONE,
        "faq": False,
        "finds": (),
        "review_by": None,
        "owner": "soporte@tuqr.com",
        "path": f"solucion-de-problemas/{slug}.md",
        "revision": f"rev-{slug}-{language}-1",
        "body_key": f"{slug}.{language}",
        "minutes": 3,
        "has_video": False,
        "published_at": LONG_AGO,
        "updated_at": LONG_AGO + timedelta(days=1),
        "authors": ("Ana Suárez",),
        "other_languages": {},
    }
    return Article(**{**plain, **facts})


def in_both_languages(
    spanish: Article, english_title: str, english_slug: str | None = None
) -> tuple[Article, Article]:
    """Return an article and its English translation, which know of each other."""
    slug = english_slug or spanish.slug
    english = replace(
        spanish,
        language=Language.EN,
        slug=slug,
        title=english_title,
        summary=f"{english_title}, step by step.",
        revision=f"{spanish.revision}-en",
        body_key=f"{spanish.slug}.en",
        other_languages={Language.ES: spanish.slug},
    )
    return replace(spanish, other_languages={Language.EN: slug}), english


def a_body(
    text: str = "Pulsa <strong>Guardar</strong>.", questions: Sequence[tuple[str, str]] = ()
) -> ArticleBody:
    """Return a body with one section and perhaps some questions (anchor, words)."""
    return ArticleBody(
        html=f'<p>{text}</p><h2 id="pasos">Pasos</h2><p>Uno, dos y listo.</p>',
        headings=(Heading(2, "pasos", "Pasos"),),
        sections=(Section("", "", text), Section("pasos", "Pasos", "Uno, dos y listo.")),
        questions=tuple(Question(anchor, words, "<p>Sí.</p>") for anchor, words in questions),
        first_image=None,
    )


@dataclass
class HelpCentre:
    """A generation that lives in memory."""

    commit: str
    articles: tuple[Article, ...]
    search: SearchReader
    bodies: Mapping[str, ArticleBody] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    redirects: tuple[tuple[Language, str, str], ...] = ()
    revisions: tuple[Revision, ...] = ()
    named: tuple[Resolution, ...] = ()
    stale: tuple[StaleTranslation, ...] = ()

    def current(self) -> "HelpCentre":
        """Be what is live."""
        return self

    def shelf(self, audiences: frozenset[Audience]) -> StoredShelf:
        """Return what these audiences may see."""
        catalogue = Catalogue(self.commit, self.articles, CATEGORIES, {}, self.redirects)
        return StoredShelf(catalogue, audiences, self.body, lambda _article: self.revisions)

    def body(self, article: Article) -> ArticleBody:
        """Return an article's text."""
        return self.bodies.get(article.id, a_body())

    def resolutions(self) -> tuple[Resolution, ...]:
        """Return what its commits resolve."""
        return self.named

    def translations(self) -> Translations:
        """Return the translations that are older than their source."""
        return {(each.article_id, each.language): each for each in self.stale}

    def commits(self) -> dict[str, datetime]:
        """Return its commits."""
        return {revision.commit: revision.committed_at for revision in self.revisions}

    def media(self, name: str, digest: str | None = None) -> tuple[bytes, str] | None:
        """Return a picture; its type is deliberately wrong, for nobody may believe it."""
        content = self.pictures.get((digest or "", name))
        return (content, "text/html") if content else None


def help_centre(folder: Path, articles: Iterable[Article], **facts: Any) -> HelpCentre:
    """Return a help centre of ``articles``, indexed in ``folder``."""
    kept = tuple(articles)
    bodies: Mapping[str, ArticleBody] = facts.get("bodies", {})
    documents = [_document(article, bodies.get(article.id, a_body())) for article in kept]
    folder.mkdir(parents=True)
    engine = WhooshEngine()
    engine.build(folder, documents, Synonyms())
    return HelpCentre(facts.pop("commit", "c0ffee"), kept, engine.open(folder), **facts)


def _document(article: Article, body: ArticleBody) -> SearchDocument:
    return SearchDocument(
        key=f"{article.id}:{article.language}",
        article_id=article.id,
        language=article.language,
        category=article.category,
        product_area=article.product_area,
        audience=article.audience,
        title=article.title,
        summary=article.summary,
        keywords=article.keywords,
        passages=tuple(Passage(each.anchor, each.heading, each.text) for each in body.sections),
        updated_at=article.updated_at,
    )

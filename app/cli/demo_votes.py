"""Votes for the demo, so that the popular articles show the shares the product was described with."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.models import ArticleVote
from app.knowledge.reading import current_generation
from app.knowledge.votes import NoReason
from app.storage.database import db
from app.web.identity import STRANGER
from app.web.pseudonyms import pseudonym

# Article → (helpful, all): 95, 92, 89, 94 and 87 % of the source's "Artículos Más Populares".
POPULAR: dict[str, tuple[int, int]] = {
    "configurar-metodos-de-pago": (171, 180),
    "producto-no-se-guarda": (138, 150),
    "configurar-inventario-ueps": (97, 109),
    "hacer-mi-tienda-publica": (132, 140),
    "problemas-de-carga-lenta": (113, 130),
}
_OVER = timedelta(days=90)
_REASONS = (NoReason.NOT_MY_CASE, None, NoReason.STEP_NOT_FOUND, NoReason.CONFUSING)


def seed_votes(now: datetime) -> None:
    """Cast the demo's votes on articles that have none of them yet. Belongs in a transaction."""
    shelf = current_generation().shelf(STRANGER.audiences)
    for article_id, (helpful, votes) in POPULAR.items():
        article = shelf.by_id(article_id, Language.ES)
        if article is not None and not _has_demo_votes(article):
            db.session.add_all(_vote(article, n, votes, helpful, now) for n in range(votes))


def _has_demo_votes(article: Article) -> bool:
    first = select(ArticleVote.id).where(
        ArticleVote.article_id == article.id, ArticleVote.voter == _voter(article, 0)
    )
    return db.session.scalar(first.limit(1)) is not None


def _vote(article: Article, number: int, votes: int, helpful: int, now: datetime) -> ArticleVote:
    # The "no" votes lie evenly between the others, as they would in life.
    refused = (number + 1) * (votes - helpful) // votes
    is_no = refused > number * (votes - helpful) // votes
    return ArticleVote(
        article_id=article.id,
        revision=article.revision,
        language=article.language,
        voter=_voter(article, number),
        by_staff=False,
        helpful=not is_no,
        reason=_REASONS[refused % len(_REASONS)] if is_no else None,
        cast_at=now - _OVER * ((votes - number) / votes),
    )


def _voter(article: Article, number: int) -> str:
    return pseudonym("demo votes", article.id, str(number))

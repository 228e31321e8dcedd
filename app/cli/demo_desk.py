"""What readers did before the demo was looked at, so that the editor's desk has something to decide."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.models import ArticleReaders, ArticleVote
from app.knowledge.reading import current_generation
from app.knowledge.votes import NoReason
from app.search.models import LoggedQuery, QueryStep, SearchOrigin, StepKind
from app.storage.database import db
from app.web.identity import STRANGER
from app.web.pseudonyms import pseudonym

_OVER = 84  # days: twelve weeks
_PURPOSE = "demo desk"
No = tuple[NoReason | None, str]

_POPULAR = {
    "producto-no-se-guarda": 46,
    "configurar-metodos-de-pago": 52,
    "configurar-inventario-ueps": 33,
    "hacer-mi-tienda-publica": 41,
    "problemas-de-carga-lenta": 38,
    "integrar-sistemas-externos": 35,
    "migrar-datos": 29,
    "conflictos-de-navegador": 18,
}  # readers a day; any other article has four


@dataclass(frozen=True, slots=True)
class Failing:
    """An article that fails its readers: votes on the text before the live one and on the live one.

    ``before`` and ``live`` are (helpful, all); ``told`` is what some of those who said no gave as reason.
    """

    article_id: str
    before: tuple[int, int]
    live: tuple[int, int]
    told: tuple[No, ...]


_FAILING = (
    Failing(
        "integrar-sistemas-externos",
        (58, 81),
        (41, 96),
        (
            (NoReason.INCORRECT, "El menú «Dispositivos» ya no existe, ahora dice «Periféricos»."),
            (NoReason.STEP_NOT_FOUND, "No encuentro dónde se crea la clave de acceso."),
            (NoReason.STEP_NOT_FOUND, ""),
            (NoReason.CONFUSING, "Mucha palabra técnica, yo solo quiero pasar mis ventas al contador."),
        ),
    ),
    Failing(
        "migrar-datos",
        (30, 52),
        (44, 68),
        (
            (NoReason.CONFUSING, "No explica qué pasa con los acentos, me salieron caracteres raros."),
            (NoReason.NOT_MY_CASE, ""),
        ),
    ),
    Failing(
        "conflictos-de-navegador",
        (0, 0),
        (9, 21),
        ((NoReason.NOT_MY_CASE, "Yo uso el teléfono, no la computadora."), (NoReason.NOT_MY_CASE, "")),
    ),
)

# What people looked for in vain, with how many; the last pair of words is one idea said in two ways.
_IN_VAIN = (
    ("factura electrónica seniat", 19),
    ("facturacion electronica del seniat", 9),
    ("conectar balanza digital", 12),
    ("balanza digital no conecta", 6),
    ("lector de huella para la caja", 7),
)
_REWORDED = (("ver perolas agotadas", "ver productos agotados", "inventario-no-se-actualiza", 8),)


def seed_desk(now: datetime) -> None:
    """Leave what readers did in the last twelve weeks, once. Belongs in a transaction."""
    if db.session.scalar(select(exists().where(ArticleReaders.readers > 0))):
        return
    shelf = current_generation().shelf(STRANGER.audiences)
    db.session.add_all(_readers(shelf.everything(Language.ES), now))
    for failing in _FAILING:
        article = shelf.by_id(failing.article_id, Language.ES)
        if article is not None:
            db.session.add_all(_votes(failing, article, now))
    _search_well(filter(None, (shelf.by_id(each, Language.ES) for each in _POPULAR)), now)
    _search_in_vain(now)
    _reword(now)


def _readers(articles: Sequence[Article], now: datetime) -> Iterator[ArticleReaders]:
    """Yield the readers of each day, fewer on Sundays."""
    for article in articles:
        for back in range(1, _OVER + 1):
            day = (now - timedelta(days=back)).date()
            readers = _POPULAR.get(article.id, 4) * (2 if day.weekday() == 6 else 4) // 4
            yield ArticleReaders(
                article_id=article.id, language=article.language, day=day, readers=max(1, readers)
            )


def _votes(failing: Failing, article: Article, now: datetime) -> Iterator[ArticleVote]:
    half = timedelta(days=_OVER / 2)
    yield from _votes_on(article, "demo-before", failing.before, (), now - half, half)
    yield from _votes_on(article, article.revision, failing.live, failing.told, now, half)


def _votes_on(
    article: Article,
    revision: str,
    counts: tuple[int, int],
    told: tuple[No, ...],
    until: datetime,
    over: timedelta,
) -> Iterator[ArticleVote]:
    """Yield the votes on one text, spread over the time before ``until``; the last ones gave reasons."""
    helpful, votes = counts
    refusals = votes - helpful
    for number in range(votes):
        no = (number + 1) * refusals // votes
        refuses = no > number * refusals // votes
        reason, comment = _said(told, refusals - no) if refuses else (None, "")
        yield ArticleVote(
            article_id=article.id,
            revision=revision,
            language=article.language,
            voter=pseudonym(_PURPOSE, article.id, revision, str(number)),
            by_staff=False,
            helpful=not refuses,
            reason=reason,
            comment=comment,
            cast_at=until - over * ((votes - number) / (votes + 1)),
        )


def _said(told: tuple[No, ...], left: int) -> No:
    return told[left] if left < len(told) else (None, "")


def _search_well(articles: Iterable[Article], now: datetime) -> None:
    """Let people find what they read most, one in four of them without opening anything."""
    for article in articles:
        for number in range(_POPULAR[article.id]):
            text = article.finds[number % len(article.finds)] if article.finds else article.title
            at = now - timedelta(days=1 + _OVER * number / _POPULAR[article.id])
            query = _asked(text, pseudonym(_PURPOSE, article.id, text, str(number)), at, 5)
            if number % 4:
                _open(query, article.id, at)


def _search_in_vain(now: datetime) -> None:
    for text, people in _IN_VAIN:
        for number in range(people):
            at = now - timedelta(days=1 + 60 * number / people)
            query = _asked(text, pseudonym(_PURPOSE, text, str(number)), at, 0)
            if number % 3 == 0:
                db.session.flush()
                db.session.add(
                    QueryStep(query_id=query.id, kind=StepKind.CONTACTED, taken_at=at + timedelta(minutes=1))
                )


def _reword(now: datetime) -> None:
    for first, second, article, people in _REWORDED:
        for number in range(people):
            visitor = pseudonym(_PURPOSE, first, str(number))
            at = now - timedelta(days=1 + 40 * number / people)
            _asked(first, visitor, at, 0)
            _open(_asked(second, visitor, at + timedelta(seconds=50), 6), article, at)


def _open(query: LoggedQuery, article_id: str, at: datetime) -> None:
    db.session.flush()
    opened = StepKind.OPENED
    taken_at = at + timedelta(minutes=1)
    db.session.add(
        QueryStep(query_id=query.id, kind=opened, article_id=article_id, position=1, taken_at=taken_at)
    )


def _asked(text: str, visitor: str, at: datetime, results: int) -> LoggedQuery:
    query = LoggedQuery(
        token=pseudonym(_PURPOSE, text, visitor)[:16],
        visitor=visitor,
        language=Language.ES,
        origin=SearchOrigin.FORM,
        text=text,
        results=results,
        asked_at=at,
    )
    db.session.add(query)
    return query

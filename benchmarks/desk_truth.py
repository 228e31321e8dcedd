"""Fills a help centre's tables with readers, votes, searches, forms and tickets whose truth is known.

Always the same for a seed. What was planted is returned, so that what the desk finds can be judged:
articles that fail many readers among others that only seem to, things people look for that no article
answers, and words they use for words of the articles.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Table, insert

from app.accounts.models import Person
from app.deflection.models import FormSession, FormStep
from app.deflection.vocabulary import Outcome
from app.deflection.vocabulary import StepKind as FormStepKind
from app.kernel.terms import Language, Plan, Priority, ProductArea, TicketType
from app.knowledge.article import Article
from app.knowledge.models import ArticleReaders, ArticleVote
from app.knowledge.votes import NoReason
from app.search.models import LoggedQuery, QueryStep, SearchOrigin, StepKind
from app.search.query_masking import without_personal_data
from app.storage.database import db, transaction
from app.tickets.models import Ticket
from app.tickets.vocabulary import Origin, TicketStatus

SPAN = timedelta(days=90)
_IN_ONE_GO = 5000
_PEOPLE = 800

# What no article answers, each as people say it.
GAPS: tuple[tuple[str, ...], ...] = (
    ("factura electrónica seniat", "facturación electrónica del seniat", "seniat factura electronica"),
    ("conectar balanza digital", "balanza digital no conecta", "como conecto mi balanza"),
    ("nómina de empleados", "calcular nomina empleados", "pagar nómina a mis empleados"),
    ("lector de huella", "huella dactilar en caja", "huella para entrar a la caja"),
    ("vender por mercado libre", "publicar en mercado libre", "mercado libre integracion"),
    ("ventas a crédito con cuotas", "cuotas a crédito", "credito en cuotas para clientes"),
    ("programa de puntos", "puntos para clientes frecuentes", "tarjeta de puntos"),
    ("reservar citas", "agenda de citas", "citas con hora reservada"),
)
# What people say, and what the articles say; a context word goes with both.
SYNONYMS: tuple[tuple[str, str, str], ...] = (
    ("perolas", "productos", "agregar"),
    ("anaquel", "inventario", "ajustar"),
    ("cajero", "usuario", "crear"),
    ("rebaja", "descuento", "configurar"),
    ("vidriera", "tienda", "personalizar"),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows of each there are."""

    votes: int = 50_000
    queries: int = 200_000
    tickets: int = 20_000


@dataclass(frozen=True, slots=True)
class Truth:
    """What was planted: ids of failing articles, phrases of gaps, pairs of words."""

    worst: frozenset[str]
    gaps: tuple[tuple[str, ...], ...] = GAPS
    synonyms: tuple[tuple[str, str, str], ...] = SYNONYMS


class _Chance(random.Random):
    """Chance that knows what day it is."""

    def __init__(self, seed: int, now: datetime) -> None:
        super().__init__(seed)
        self.now = now

    def moment(self) -> datetime:
        """Return some instant of the last 90 days."""
        return self.now - SPAN * self.random()


def plant(
    articles: Sequence[Article], results: Mapping[str, int], sizes: Sizes, now: datetime, seed: int = 1
) -> Truth:
    """Fill the tables and return the truth; ``results`` are how many hits the planted phrases have."""
    rng = _Chance(seed, now)
    spanish = [article for article in articles if article.language is Language.ES]
    worst = rng.sample(spanish, 6)
    _write(Person.__table__, _people())
    _write(ArticleReaders.__table__, _readers(spanish, worst, rng))
    _write(ArticleVote.__table__, _votes(spanish, worst, sizes.votes, rng))
    queries, steps = _searches(spanish, results, sizes.queries, rng)
    _write(LoggedQuery.__table__, queries)
    _write(QueryStep.__table__, steps)
    tickets, sessions, form_steps = _tickets(spanish, worst, sizes.tickets, rng)
    _write(Ticket.__table__, tickets)
    _write(FormSession.__table__, sessions)
    _write(FormStep.__table__, form_steps)
    return Truth(frozenset(article.id for article in worst))


def phrases() -> Iterator[str]:
    """Yield every planted phrase, so that an index can be asked what it finds for it."""
    for gap in GAPS:
        yield from gap
    for said, meant, beside in SYNONYMS:
        yield from (f"{beside} {said}", f"{beside} {meant}")


def _write(table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    assert isinstance(table, Table)
    for begin in range(0, len(rows), _IN_ONE_GO):
        with transaction():
            db.session.execute(insert(table), rows[begin : begin + _IN_ONE_GO])


def _people() -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "email": f"cliente{number}@example.com",
            "name": f"Cliente {number}",
            "password": "-",
        }
        for number in range(1000, 1000 + _PEOPLE)
    ]


def _readers(articles: Sequence[Article], worst: Sequence[Article], rng: _Chance) -> list[dict[str, Any]]:
    """Many read what fails; of the others some are read more and some hardly at all."""
    rows = []
    for article in articles:
        daily = rng.randint(60, 120) if article in worst else rng.choice([1, 5, 20, 60, 150])
        for day in range(90):
            rows.append(
                {
                    "article_id": article.id,
                    "language": article.language,
                    "day": (rng.now - timedelta(days=day)).date(),
                    "readers": max(1, int(rng.gauss(daily, daily / 5))),
                }
            )
    return rows


def _votes(
    articles: Sequence[Article], worst: Sequence[Article], wanted: int, rng: _Chance
) -> list[dict[str, Any]]:
    """Failing articles fail half of their voters; the others one in nine, or few voters altogether."""
    failing = {article.id: rng.uniform(0.45, 0.6) for article in worst}
    rare = {article.id for article in rng.sample([one for one in articles if one not in worst], 5)}
    rows: list[dict[str, Any]] = []
    numbers = count(1)
    for article in articles:
        share = failing.get(article.id, rng.uniform(0.05, 0.12))
        votes = 4 if article.id in rare else wanted // (len(articles) - len(rare))
        for number in range(votes):
            refuses = number % 2 == 0 if article.id in rare else rng.random() < share
            rows.append(_vote(article, next(numbers), refuses, rng))
    return rows


def _vote(article: Article, number: int, refuses: bool, rng: _Chance) -> dict[str, Any]:
    reason = rng.choice([None, NoReason.NOT_MY_CASE, NoReason.STEP_NOT_FOUND, NoReason.CONFUSING])
    if refuses and rng.random() < 0.05:
        reason = NoReason.DISLIKES_FEATURE
    old = rng.random() < 0.4
    return {
        "article_id": article.id,
        "revision": "before" if old else article.revision,
        "language": article.language,
        "voter": f"voter{number}",
        "by_staff": rng.random() < 0.02,
        "helpful": not refuses,
        "reason": reason if refuses else None,
        "comment": "No encontré el botón que dice." if refuses and rng.random() < 0.1 else "",
        "contact": "",
        "cast_at": rng.now - SPAN * (rng.uniform(0.5, 1) if old else rng.uniform(0, 0.5)),
    }


def _searches(
    articles: Sequence[Article], results: Mapping[str, int], wanted: int, rng: _Chance
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    queries: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []

    def ask(visitor: str, text: str, at: datetime, found: int) -> int:
        number = len(queries) + 1
        queries.append(
            {
                "id": number,
                "token": f"{number:016x}",
                "visitor": visitor,
                "language": Language.ES,
                "origin": SearchOrigin.FORM,
                "text": without_personal_data(text),
                "category": None,
                "results": found,
                "asked_at": at,
            }
        )
        return number

    def step(
        query: int, kind: StepKind, at: datetime, article: str = "", position: int | None = None
    ) -> None:
        steps.append(
            {
                "query_id": query,
                "kind": kind,
                "article_id": article,
                "position": position,
                "taken_at": at + timedelta(seconds=20),
            }
        )

    for gap in GAPS:
        for _ in range(rng.randint(60, 180)):
            text, at = rng.choice(gap), rng.moment()
            query = ask(f"gap{rng.random()}", text, at, results.get(text, 0))
            if rng.random() < 0.4:
                step(query, StepKind.CONTACTED, at)
    for said, meant, beside in SYNONYMS:
        opened = rng.choice(articles).id
        for _ in range(rng.randint(15, 40)):
            visitor, at = f"synonym{rng.random()}", rng.moment()
            ask(visitor, f"{beside} {said}", at, results.get(f"{beside} {said}", 0))
            later = at + timedelta(seconds=40)
            query = ask(visitor, f"{beside} {meant}", later, results.get(f"{beside} {meant}", 5))
            step(query, StepKind.OPENED, later, opened, 1)
    asked = [(phrase, article) for article in articles for phrase in (article.title, *article.finds)]
    while len(queries) < wanted:
        text, article = rng.choice(asked)
        at = rng.moment()
        query = ask(f"visitor{rng.randint(1, wanted)}", text, at, rng.randint(1, 12))
        if rng.random() < 0.8:
            step(query, StepKind.OPENED, at, article.id, rng.choice([1, 1, 1, 2, 3]))
    return queries, steps


def _tickets(
    articles: Sequence[Article], worst: Sequence[Article], wanted: int, rng: _Chance
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    tickets: list[dict[str, Any]] = []
    sessions: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for number in range(1, wanted + 1):
        at = rng.moment()
        is_gap = rng.random() < 0.03
        article = rng.choice(articles)
        title = rng.choice(rng.choice(GAPS)) if is_gap else article.title
        person = rng.randrange(1000, 1000 + _PEOPLE)
        kind, area = rng.choice(list(TicketType)), article.product_area
        tickets.append(_ticket(number, person, title, kind, area, at))
        sessions.append(_session(number, person, kind, area, at))
        if not is_gap:
            shown = FormStepKind.SHOWN, FormStepKind.DISMISSED
            dismisses = rng.random() < (0.2 if article in worst else 0.003)
            for each in shown if dismisses else shown[:1]:
                steps.append(
                    {
                        "session_id": number,
                        "kind": each,
                        "article_id": article.id,
                        "revision": article.revision,
                        "taken_at": at,
                    }
                )
    return tickets, sessions, steps


def _ticket(
    number: int, person: int, title: str, kind: TicketType, area: ProductArea, at: datetime
) -> dict[str, Any]:
    return {
        "id": number,
        "reference": f"TQ-{number:07}",
        "form_key": f"{number:032}",
        "form_digest": "",
        "requester_id": person,
        "plan": Plan.REGULAR,
        "origin": Origin.PORTAL,
        "title": title,
        "happened": "Busqué en la ayuda y no lo encontré.",
        "type": kind,
        "area": area,
        "language": Language.ES,
        "priority": Priority.MEDIUM,
        "status": TicketStatus.CLOSED,
        "opened_at": at,
        "last_activity_at": at + timedelta(hours=5),
        "first_response_due_at": at + timedelta(hours=8),
        "promised_by": "benchmark",
        "resolved_at": at + timedelta(hours=5),
        "closed_at": at + timedelta(hours=60),
    }


def _session(number: int, person: int, kind: TicketType, area: ProductArea, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "form_key": f"{number:032}",
        "person_id": person,
        "language": Language.ES,
        "type": kind,
        "area": area,
        "held_out": False,
        "started_at": at,
        "last_seen_at": at,
        "outcome": Outcome.SUBMITTED,
        "outcome_at": at,
        "ticket_id": number,
    }

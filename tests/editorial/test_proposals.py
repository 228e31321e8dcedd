"""What is proposed to editors, and what never shows."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.editorial.proposals import FEWEST, Proposal, kept_proposals, looked_at, proposals
from app.editorial.proposing.jobs import look_for_synonyms
from app.editorial.proposing.models import SynonymProposal
from app.kernel.terms import Language
from app.knowledge.synonym_file import read_synonyms
from app.search.synonyms import Synonyms
from app.storage.database import db
from tests.editorial.log import NOON, visitor_searches

NOTHING = Synonyms()
KNOWN = Synonyms({Language.ES: (("dinero", "cobro"),)})


def proposed(synonyms: Synonyms = NOTHING) -> list[Proposal]:
    return proposals(db.session.connection(), synonyms, NOON + timedelta(days=1))


def several(first: str, second: str, people: int = FEWEST) -> None:
    for number in range(people):
        visitor_searches(f"v{number} {second}", first, second, opens="pagos")


def test_a_pair_comes_with_its_evidence_and_the_line_to_commit(app: Flask) -> None:
    several("ver plata", "ver dinero")
    (one,) = proposed()
    assert (one.first, one.second, one.reworded) == ("plata", "dinero", FEWEST)
    assert (one.queries, one.articles) == (("ver dinero", "ver plata"), ("pagos",))
    assert (one.file, one.line, one.instead_of) == ("synonyms.es.yaml", "  - [dinero, plata]", "")


def test_an_idea_that_has_a_line_keeps_it(app: Flask) -> None:
    several("ver plata", "ver dinero")
    (one,) = proposed(KNOWN)
    assert (one.line, one.instead_of) == ("  - [dinero, cobro, plata]", "  - [dinero, cobro]")


def test_the_line_is_read_back_as_it_was_meant(app: Flask) -> None:
    several("ver plata", "ver no dinero")
    (one,) = proposed(Synonyms({Language.ES: (("dinero", "0", "c++: sí", "no"),)}))
    read, faults = read_synonyms({one.file: f"groups:\n{one.line}\n".encode()})
    assert faults == []
    assert read.groups[Language.ES] == (("dinero", "0", "c++: sí", "no", "plata"),)


def test_what_is_a_synonym_already_is_not_proposed(app: Flask) -> None:
    several("ver cobros", "ver dinero")
    assert proposed(KNOWN) == []
    assert len(proposed()) == 1


def test_nothing_shows_that_fewer_people_typed(app: Flask) -> None:
    """Each asked in a way of their own: the pair is everybody's, the sentences are theirs."""
    for number, name in enumerate(("rosa", "luis", "eva", "max", "sol")):
        visitor_searches(f"v{number}", f"plata {name}", f"dinero {name}", opens=f"articulo-{name}")
    (one,) = proposed()
    assert (one.first, one.second) == ("plata", "dinero")
    assert (one.queries, one.articles) == ((), ())
    several("ver lana", "ver pasta", FEWEST - 1)
    assert len(proposed()) == 1


def test_old_searches_propose_nothing(app: Flask) -> None:
    for number in range(FEWEST):
        visitor_searches(f"v{number}", "ver plata", "ver dinero", opens="pagos", at=NOON - timedelta(days=99))
    assert proposed() == []


def test_the_worker_keeps_what_is_proposed_until_it_looks_again(app: Flask) -> None:
    connection = db.session.connection()
    assert (kept_proposals(connection, NOTHING), looked_at(connection)) == ([], None)
    several("ver plata", "ver dinero")
    tomorrow, much_later = NOON + timedelta(days=1), NOON + timedelta(days=95)
    assert [look_for_synonyms(tomorrow), look_for_synonyms(tomorrow)] == [1, 1]
    connection = db.session.connection()
    assert kept_proposals(connection, NOTHING) == proposed()
    assert kept_proposals(connection, KNOWN) == proposed(KNOWN)
    assert looked_at(connection) == tomorrow
    assert look_for_synonyms(much_later) == 0
    connection = db.session.connection()
    assert (kept_proposals(connection, NOTHING), looked_at(connection)) == ([], much_later)


def test_nothing_is_kept_that_fewer_people_typed(app: Flask) -> None:
    for number, name in enumerate(("rosa", "luis", "eva", "max", "sol")):
        visitor_searches(f"v{number}", f"plata {name}", f"dinero {name}", opens=f"articulo-{name}")
    look_for_synonyms(NOON + timedelta(days=1))
    (kept,) = db.session.scalars(select(SynonymProposal))
    assert (kept.first, kept.second, kept.people) == ("plata", "dinero", FEWEST)
    assert (kept.queries, kept.articles) == ([], [])

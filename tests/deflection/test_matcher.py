"""When articles are offered to somebody who is writing a ticket, and which ones."""

from collections.abc import Iterator

import pytest

from app.deflection.matcher import LIMIT, Draft, is_enough, matches
from app.kernel.terms import Audience, Language, ProductArea, TicketType
from app.search.engine import SearchReader
from app.search.whoosh_engine import WhooshEngine
from benchmarks.articles import article_documents, article_synonyms

EVERYONE = frozenset({Audience.EVERYONE})


def draft(
    title: str,
    description: str = "",
    ticket_type: TicketType | None = None,
    area: ProductArea | None = None,
    language: Language = Language.ES,
) -> Draft:
    return Draft(title, description, ticket_type, area, language)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchReader]:
    """The articles of this repository, as they are published."""
    folder = tmp_path_factory.mktemp("index")
    WhooshEngine().build(folder, article_documents(), article_synonyms())
    reader = WhooshEngine().open(folder)
    yield reader
    reader.close()


@pytest.mark.parametrize(
    "title", ["", "  ", "¿?", "Ayuda", "no me sale", "se me va", "ab", "hi there", "12 34"]
)
def test_ana_who_has_hardly_begun_is_left_alone(title: str) -> None:
    assert not is_enough(draft(title))


@pytest.mark.parametrize(
    "title", ["producto desaparece", "stock en cero", "ERR_CONNECTION_TIMED_OUT", "E-1042"]
)
def test_two_telling_words_or_an_error_code_are_enough(title: str) -> None:
    assert is_enough(draft(title))


def test_what_the_title_leaves_open_the_description_may_tell() -> None:
    assert is_enough(draft("Ayuda", "El producto desaparece"))


def test_an_emergency_gets_people_not_articles(search: SearchReader) -> None:
    written = ("Mi producto no se guarda", "Pulso Guardar y desaparece de la lista")
    assert matches(search, draft(*written), EVERYONE)
    assert matches(search, draft(*written, TicketType.EMERGENCY), EVERYONE) == ()


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Factura de octubre", "Quiero que me devuelvan lo que pagué"),
        ("Quiero un reembolso", "del plan VIP"),
        ("Cobro doble", "en mi tarjeta"),
        ("Me cobraron dos veces", "la mensualidad"),
        ("Solicito el reverso", "del pago de la suscripción"),
        ("Refund, please", "you charged twice"),
    ],
)
def test_who_asks_for_money_back_gets_people_not_articles(title: str, description: str) -> None:
    assert not is_enough(draft(title, description, TicketType.BILLING))
    assert is_enough(draft(title, description, TicketType.HOW_TO))


def test_other_bills_are_looked_up(search: SearchReader) -> None:
    found = matches(search, draft("No me llegó la factura", "de este mes", TicketType.BILLING), EVERYONE)
    assert found[0].article_id == "factura-o-recibo-no-llega"


def test_at_most_three_articles_are_offered_and_only_likely_ones(search: SearchReader) -> None:
    for title in (
        "configurar el inventario UEPS",
        "no puedo iniciar sesión",
        "exportar mis datos y reportes",
    ):
        found = matches(search, draft(title), EVERYONE)
        assert 0 < len(found) <= 3
        assert all(one.score >= LIMIT for one in found)


@pytest.mark.parametrize(
    ("title", "description", "language"),
    [
        ("Feliz cumpleaños", "Que la pasen muy bien, les mando un abrazo grande desde Mérida", Language.ES),
        (
            "La batalla de Hastings",
            "¿Cuándo cruzaron los normandos el canal y quién los mandaba entonces?",
            Language.ES,
        ),
        ("Photosynthesis", "Which organelle of a plant cell turns sunlight into sugar?", Language.EN),
        ("Job application", "I am an accountant with ten years of experience looking for work", Language.EN),
    ],
)
def test_nothing_is_offered_for_what_no_article_answers(
    search: SearchReader, title: str, description: str, language: Language
) -> None:
    assert matches(search, draft(title, description, language=language), EVERYONE) == ()


def test_a_refused_article_does_not_come_back(search: SearchReader) -> None:
    written = draft("Mi producto no se guarda", "Pulso Guardar y desaparece de la lista")
    first = matches(search, written, EVERYONE)[0]
    again = matches(search, written, EVERYONE, without=frozenset({first.article_id}))
    assert first.article_id == "producto-no-se-guarda"
    assert first.article_id not in {one.article_id for one in again}


def test_an_article_is_offered_with_the_words_that_speak_for_it(search: SearchReader) -> None:
    written = draft("No puedo iniciar sesión", "Hola, buenas tardes. Me dice que la clave es incorrecta.")
    best = matches(search, written, EVERYONE)[0]
    assert best.article_id == "no-puedo-iniciar-sesion"
    assert "sesión" in best.reasons
    assert {"No", "Hola", "me", "es"}.isdisjoint(best.reasons)


def test_the_area_somebody_chose_hides_nothing(search: SearchReader) -> None:
    written = ("Mi producto no se guarda", "Pulso Guardar y desaparece de la lista")
    found = matches(search, draft(*written, area=ProductArea.PAYMENTS), EVERYONE)
    assert found[0].article_id == "producto-no-se-guarda"

"""Every word of every article finds it, whole or begun, with accents or without."""

from collections.abc import Callable
from pathlib import Path

from app.editorial.doctor import check_up, whole_text
from app.kernel.terms import Audience, Language
from app.knowledge.article import Article
from app.search.documents import SearchQuery
from app.search.finding import keys_found
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine
from tests.contracts.test_search_engine import article as document
from tests.support.library import a_body, an_article

CANCELAR = an_article("cancelar", "Cancelación en un año")


def text_of(article: Article) -> str:
    return whole_text(article, a_body("El pingüino no cancela."))


def everything_finds(typed: str, language: Language) -> frozenset[str]:
    return frozenset({"es:cancelar"})


def test_words_and_their_beginnings_are_typed_with_and_without_accents() -> None:
    typed: list[str] = []

    def find(text: str, language: Language) -> frozenset[str]:
        typed.append(text)
        return frozenset({"es:cancelar"})

    checkup = check_up([(CANCELAR, text_of(CANCELAR))], find)
    assert {
        "pingüino ",
        "pinguino ",
        "pingü",
        "pingu",
        "can",
        "cancelación ",
        "cancelacion",
        "año ",
        "ano ",
    } <= {*typed}
    assert "pi" not in typed
    assert checkup.typed == len(typed) == len(set(typed))
    assert checkup.not_found == ()


def test_what_does_not_find_its_article_is_named_with_its_file() -> None:
    def find(text: str, language: Language) -> frozenset[str]:
        return frozenset() if text == "cancela " else everything_finds(text, language)

    missed = check_up([(CANCELAR, text_of(CANCELAR))], find).not_found
    assert [(each.typed, each.of, each.paths) for each in missed] == [
        ("cancela ", "cancela", ("solucion-de-problemas/cancelar.md",))
    ]


def index_finds(folder: Path, title: str, language: Language) -> Callable[[str, Language], frozenset[str]]:
    """Return what asks a real index of one document."""
    folder.mkdir()
    one = document("uno", title, ("", "Texto."), language=language)
    WhooshEngine().build(folder, [one], Synonyms())
    library = WhooshEngine().open(folder).library(frozenset(Audience))

    def find(typed: str, language: Language) -> frozenset[str]:
        found = keys_found(library, SearchQuery(typed, language, frozenset(Audience)))[language]
        return frozenset({f"{language}:uno"}) if found else frozenset()

    return find


def test_the_index_finds_every_beginning_of_difficult_words(tmp_path: Path) -> None:
    for language, title in (
        (Language.ES, "Añádelo: cigüeña, ÁÉÍ, e409 y ﬁnalización de los niños"),
        (Language.EN, "Don't wait: it's Ana's café"),
    ):
        article = an_article("uno", title, language, summary="", keywords=())
        find = index_finds(tmp_path / language, title, language)
        assert check_up([(article, title)], find).not_found == ()

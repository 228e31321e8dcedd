"""Of articles with the same words, the one where they stand together comes first."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.kernel.terms import Audience, Language
from app.search.documents import DraftText, Passage, SearchDocument, SearchQuery
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine, WhooshReader

FILLER = "Lee esta guía con calma y prueba cada paso en tu equipo antes de seguir adelante hoy mismo. " * 3
Opener = Callable[..., WhooshReader]


def _article(slug: str, text: str, title: str = "Guía", keywords: tuple[str, ...] = ()) -> SearchDocument:
    return SearchDocument(
        key=f"{slug}.es",
        article_id=slug,
        language=Language.ES,
        category="",
        product_area="",
        audience=Audience.EVERYONE,
        title=title,
        summary="",
        keywords=keywords,
        passages=(Passage("", "", text),),
    )


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Open an index of articles; each has words of its own besides, so that lengths are alike."""

    def open_index(*articles: SearchDocument) -> WhooshReader:
        others = [_article(f"otro-{number}", f"Otra cosa {number}. {FILLER}") for number in range(4)]
        WhooshEngine().build(tmp_path, [*articles, *others], Synonyms())
        return WhooshEngine().open(tmp_path)

    return open_index


def found(reader: WhooshReader, text: str) -> list[str]:
    return [hit.article_id for hit in reader.search(SearchQuery(text, Language.ES)).hits]


def test_ana_finds_what_says_her_words_in_one_stretch(opened: Opener) -> None:
    """Too far from each other to be near, but of one thought."""
    thought = "Si la impresora que tienes en el mostrador de tu tienda nueva hoy no quiere sacar más papel"
    reader = opened(
        _article("lejos", f"Hay una impresora. {FILLER} {FILLER} Hay papel."),
        _article("cerca", f"{thought}. {FILLER} {FILLER} Nada más."),
    )
    assert found(reader, "impresora papel")[0] == "cerca"


def test_ana_finds_the_question_she_asks_word_for_word(opened: Opener) -> None:
    reader = opened(
        _article("suelto", f"Para la caja: anulo hoy y venta no. {FILLER} Fin."),
        _article("literal", f"Y si no anulo nada. {FILLER} {FILLER} Otra venta en la caja. Fin."),
    )
    assert found(reader, "y si no anulo nada en la caja")[0] == "literal"


def test_an_article_with_all_of_anas_words_beats_one_that_repeats_some(opened: Opener) -> None:
    reader = opened(
        _article("repite", f"Impresora con papel. {FILLER} Otra impresora con papel. {FILLER}"),
        _article("todo", f"Una impresora. {FILLER} Un papel. {FILLER} Una cinta."),
    )
    assert found(reader, "impresora papel cinta")[0] == "todo"


def test_what_the_editor_keyed_counts_among_the_words_held(opened: Opener) -> None:
    reader = opened(
        _article("texto", f"Un recibo de la caja. {FILLER}"),
        _article("clave", f"Un recibo. {FILLER}", keywords=("comprobante", "caja")),
    )
    assert found(reader, "recibo comprobante caja")[0] == "clave"


def test_a_story_is_judged_by_nearness_alone(opened: Opener) -> None:
    """Juan tells what happened in his own order; whole sentences of his are in no article."""
    reader = opened(
        _article("uno", f"La impresora no imprime el papel. {FILLER}"),
        _article("dos", f"El papel de regalo. {FILLER}"),
    )
    story = DraftText(
        "Impresora", "El papel no sale, la impresora nada", Language.ES, frozenset({Audience.EVERYONE})
    )
    assert reader.suggest(story)[0].article_id == "uno"

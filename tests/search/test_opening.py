"""Where in an article a hit opens."""

import numpy as np

from app.kernel.terms import Audience, Language
from app.search.documents import Passage
from app.search.index_change import DocumentRow, NewTexts, changed_index
from app.search.language_index import BODY, EXTRA, TITLE, LanguageIndex
from app.search.opening import Opening, openings
from app.search.passage_parts import PassageParts
from app.search.passages import IndexedPassage, indexed_passages
from app.search.postings import Sequences, ends_of

ARTICLE = (
    Passage("", "", "Si el producto no se guarda, casi siempre falta un dato."),
    Passage("pasos", "Pasos para resolverlo", ""),
    Passage("pasos-1", "Pasos para resolverlo", "Busca el producto en la lista. Quizá ya está."),
    Passage("pasos-2", "Pasos para resolverlo", "Escribe el precio solo con números."),
    Passage("pasos-3", "Pasos para resolverlo", "Presiona Guardar y espera. El producto se guarda solo."),
    Passage("mensajes", "Qué significa cada mensaje", "E-409: otro producto tiene ese código."),
    Passage(
        "sigue",
        "Si el problema sigue",
        "Lee El producto se guarda pero sin precio, o pide ayuda.",
        links=((4, 43),),
    ),
)


class Texts(list[IndexedPassage]):
    """The passages of an index, by number."""

    def passage(self, number: int) -> IndexedPassage:
        return self[number]


def opened(query: str, title: str = "", article: tuple[Passage, ...] = ARTICLE) -> Opening:
    """Open an article for the words of a query, all worth the same."""
    passages = indexed_passages(article)
    index = index_of(passages)
    wanted = query.split()
    meant = np.zeros(len(index.vocabulary.words), dtype=np.uint64)
    for number, word in enumerate(wanted):
        if (place := index.vocabulary.words.find(word)) >= 0:
            meant[place] = 1 << number
    in_title = sum(1 << number for number, word in enumerate(wanted) if word in title)
    every = range(len(passages))
    return openings(index, Texts(passages), [every], meant, [1.0] * len(wanted), [in_title])[0]


def index_of(passages: list[IndexedPassage]) -> LanguageIndex:
    """Return the arrays of a single article with these passages."""
    texts = [passage.words() for passage in passages]
    words = sorted({word for text in texts for word in text})
    terms = np.array([words.index(word) for text in texts for word in text], dtype=np.int32)
    nothing = Sequences(np.zeros(0, np.int32), np.zeros(2, np.int64))
    article = DocumentRow("a.es", "a", "", "", Audience.EVERYONE, None, "", "", len(passages))
    new = NewTexts(
        [article],
        {BODY: words, TITLE: [], EXTRA: []},
        {BODY: Sequences(terms, ends_of([len(text) for text in texts])), TITLE: nothing, EXTRA: nothing},
        PassageParts.of([passages]),
    )
    stored = np.arange(len(passages), dtype=np.int32)
    return changed_index(Language.ES, None, np.zeros(0, dtype=bool), stored, new)


def test_a_reader_lands_on_the_step_that_says_it() -> None:
    found = opened("precio numeros")
    assert (found.anchor, found.heading) == ("pasos-2", "Pasos para resolverlo")
    assert found.passage.text[found.start : found.end] == "Escribe el precio solo con números.\n"
    assert [found.passage.text[start:end] for start, end in found.marks] == ["precio", "números"]


def test_a_reader_lands_on_the_heading_when_no_single_step_says_it() -> None:
    assert opened("resolverlo").anchor == "pasos"
    found = opened("pasos producto numeros guarda")
    assert found.anchor == "pasos"
    assert found.passage.text[found.start : found.end].startswith("Busca el producto")


def test_links_to_other_articles_are_not_where_the_answer_is() -> None:
    asked = "producto guarda precio"
    plain = tuple(Passage(one.anchor, one.heading, one.text) for one in ARTICLE)
    assert opened(asked, article=plain).anchor == "sigue"
    assert opened(asked).anchor != "sigue"


def test_what_the_title_says_tells_little_of_where_to_open() -> None:
    assert opened("producto codigo", title="producto no se guarda").anchor == "mensajes"


def test_an_article_that_says_nothing_of_it_opens_at_its_top() -> None:
    assert opened("otra cosa").anchor == ""


def test_an_empty_article_can_be_opened() -> None:
    assert opened("precio", article=()).anchor == ""

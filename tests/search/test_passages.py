"""How an article's passages are cut for searching."""

from app.search.documents import Passage
from app.search.passages import FEWEST, MOST, indexed_passages

SENTENCE = "Una frase cualquiera de siete palabras bastará. "


def test_tiny_passages_are_joined_and_keep_their_places() -> None:
    steps = [Passage(f"paso-{n}", f"Paso {n}", "Pulsa el botón.") for n in range(4)]
    (joined,) = indexed_passages(steps)
    assert [part.anchor for part in joined.parts] == ["paso-0", "paso-1", "paso-2", "paso-3"]
    second = joined.parts[1]
    assert joined.text[second.start : second.text_start] == "Paso 1\n"
    assert joined.text[second.text_start : second.end] == "Pulsa el botón.\n"


def test_long_passages_are_parted_between_sentences() -> None:
    parted = indexed_passages([Passage("a", "Largo", SENTENCE * 200)])
    lengths = [len(passage.words()) for passage in parted]
    assert all(FEWEST - 20 <= length <= MOST + 20 for length in lengths)
    assert all(passage.text.rstrip().endswith(".") for passage in parted)
    whole = "".join(
        passage.text[part.text_start : part.end - 1] for passage in parted for part in passage.parts
    )
    assert whole == SENTENCE * 200


def test_a_long_text_without_sentences_is_parted_between_words() -> None:
    parted = indexed_passages([Passage("", "", "palabra " * 2000)])
    assert all(len(passage.words()) <= MOST + 50 for passage in parted)
    assert sum(len(passage.words()) for passage in parted) == 2000


def test_an_article_without_text_has_one_empty_passage() -> None:
    (empty,) = indexed_passages([])
    assert (empty.words(), empty.parts[0].anchor) == ([], "")

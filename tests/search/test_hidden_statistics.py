"""Articles a reader may not see do not count in what is common."""

from pathlib import Path

from app.kernel.terms import Audience, Language
from app.search.documents import Passage, SearchDocument, SearchQuery
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine


def _document(number: int, audience: Audience) -> SearchDocument:
    return SearchDocument(
        key=str(number),
        article_id=str(number),
        language=Language.ES,
        category="",
        product_area="",
        audience=audience,
        title="Producto",
        summary="",
        keywords=("producto",),
        passages=(Passage("", "", "Un producto con productos."),),
    )


def test_a_half_typed_word_of_every_article_still_finds_them_beside_many_hidden_ones(tmp_path: Path) -> None:
    hidden = [_document(number, Audience.STAFF) for number in range(20)]
    open_ones = [_document(number, Audience.EVERYONE) for number in range(20, 23)]
    WhooshEngine().build(tmp_path, [*hidden, *open_ones], Synonyms())
    found = WhooshEngine().open(tmp_path).search(SearchQuery("produc", Language.ES))
    assert found.total == len(open_ones)
    assert all(hit.score > 0 for hit in found.hits)

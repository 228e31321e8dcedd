"""Makes Spanish help articles in any number, always the same for a seed, for measuring."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.kernel.terms import Audience, Language, ProductArea
from app.search.documents import Passage, SearchDocument

_CATEGORIES = ("primeros-pasos", "configuracion-avanzada", "solucion-de-problemas", "tutoriales")
_ONSETS = "b c d f g l m n p r s t v br cl cr dr fl gr pl pr tr ch ll qu"
_VOWELS = "a e i o u a e o ia ie io ue"
_ENDINGS = "ado ar ción dad ero ible ico ida ismo ista ito mente miento or oso te ura a o e"
_SMALL = "de la que el en y a los se del las un por con no una su para es al lo como más o si"
_SHOP = """producto inventario venta factura recibo pago cliente tienda reporte cuenta plan precio
existencia almacén pedido cobro moneda impuesto descuento proveedor compra sincronización botón pantalla
navegador correo contraseña usuario permiso archivo columna imagen código etiqueta categoría alerta
error mensaje guardar exportar importar configurar publicar cambiar borrar recuperar actualizar cobrar
imprimir conectar integrar filtrar revisar lento vacío duplicado pendiente incorrecto bloqueado"""


def generate_documents(count: int, seed: int = 1) -> Iterator[SearchDocument]:
    """Yield ``count`` articles of 250 to 600 words in four to eight passages."""
    rng = random.Random(seed)
    writer = _Writer(rng, vocabulary=2000 + int(40 * count**0.6))
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(count):
        yield _document(number, writer, rng, start)


class _Writer:
    """Draws words the way texts do: few of them often, most of them rarely."""

    def __init__(self, rng: random.Random, vocabulary: int) -> None:
        # Sorted, because the order of a set is another in every process.
        coined = sorted({_coin(rng) for _ in range(vocabulary)})
        self._rng = rng
        self._words = _SHOP.split() + rng.sample(coined, len(coined))
        total = 0.0
        self._weights = [total := total + 1 / (rank + 4) for rank in range(len(self._words))]

    def words(self, count: int) -> list[str]:
        return self._rng.choices(self._words, cum_weights=self._weights, k=count)

    def sentence(self) -> str:
        words = self.words(self._rng.randint(5, 10))
        for place in range(len(words) - 1, 0, -1):
            words.insert(place, self._rng.choice(_SMALL.split()))
        return " ".join(words).capitalize() + "."

    def paragraph(self, words: int) -> str:
        sentences, length = [], 0
        while length < words:
            sentences.append(self.sentence())
            length += sentences[-1].count(" ") + 1
        return " ".join(sentences)


def _coin(rng: random.Random) -> str:
    syllables = (rng.choice(_ONSETS.split()) + rng.choice(_VOWELS.split()) for _ in range(rng.randint(1, 3)))
    return "".join(syllables) + rng.choice(_ENDINGS.split())


def _document(number: int, writer: _Writer, rng: random.Random, start: datetime) -> SearchDocument:
    title = " ".join(writer.words(rng.randint(3, 6))).capitalize()
    passages = tuple(
        Passage(f"paso-{place}" if place else "", writer.sentence() if place else "", writer.paragraph(60))
        for place in range(rng.randint(4, 8))
    )
    return SearchDocument(
        key=f"{number:06d}.es",
        article_id=f"articulo-{number:06d}",
        language=Language.ES,
        category=rng.choice(_CATEGORIES),
        product_area=rng.choice(list(ProductArea)).value,
        audience=rng.choices((Audience.EVERYONE, Audience.VIP, Audience.STAFF), weights=(90, 6, 4))[0],
        title=title,
        summary=writer.sentence(),
        keywords=tuple(writer.words(3)),
        passages=passages,
        updated_at=start + timedelta(hours=rng.randrange(12000)),
    )

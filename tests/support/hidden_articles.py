"""A small knowledge base with articles for staff, for VIP and not for anybody, full of words to look for."""

from app.kernel.terms import Audience
from tests.support.repository import Repository, article

CANARIES = {"staff": "ornitorrinco", "vip": "axolote", "draft": "cacomixtle", "archived": "tlacuache"}
"""Each kind of hidden article says its word in every field, joined with the field's name."""

SLUGS = {"staff": "protocolo", "vip": "preferente", "draft": "futuro", "archived": "antiguo"}
PUBLIC = "inventario-abierto"
HALF_HIDDEN = "traduccion-reservada"
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360" width="720" height="360">'
    '<title>{0}dibujo</title><rect width="720" height="360" fill="#edf2f2"/></svg>'
)


def words_hidden_from(audiences: frozenset[Audience]) -> list[str]:
    """Return the words that must not reach a reader of ``audiences``."""
    seen = {str(audience) for audience in audiences}
    return [word for kind, word in CANARIES.items() if kind not in seen]


def write_hidden_articles(repository: Repository) -> None:
    """Fill ``repository``: three public articles, and each hidden one under a former name first."""
    for number, name in enumerate((PUBLIC, "inventario-vecino", "inventario-lejano")):
        repository.write(
            f"tutoriales/{name}.md",
            article(f"Inventario abierto {number}", _public_body(), id=name, faq=True),
        )
    for kind in CANARIES:
        _write_hidden(repository, kind)
    _write_half_hidden(repository)
    repository.commit("Write the articles")
    for kind, slug in SLUGS.items():
        repository.rename(f"tutoriales/{slug}-original.md", f"tutoriales/{slug}.md")
        repository.rename(f"tutoriales/{slug}-original.en.md", f"tutoriales/{slug}.en.md")
        repository.commit(f"Rename {CANARIES[kind]}mudanza")
    repository.write(
        "tutoriales/inventario-lejano.md", article("Inventario lejano", "Al final.", id="inventario-lejano")
    )
    repository.commit("Say less about far stock")


def _write_hidden(repository: Repository, kind: str) -> None:
    word, slug = CANARIES[kind], SLUGS[kind]
    repository.write(f"media/{slug}.svg", _PICTURE.format(word))
    front: dict[str, object] = {
        "id": slug,
        "summary": f"El {word}resumen del inventario.",
        "keywords": ["inventario", "tienda", f"{word}clave"],
        "finds": [f"{word}titulo"],
        "faq": True,
        "owner": f"{word}duena@tuqr.com",
        **_standing(kind),
    }
    for ending, language in ((".md", "es"), (".en.md", "en")):
        repository.write(
            f"tutoriales/{slug}-original{ending}",
            article(
                f"El {word}titulo {language}",
                _hidden_body(word, slug),
                **{**front, "aliases": [f"{slug}-alias-{language}"]},
            ),
        )


def _standing(kind: str) -> dict[str, object]:
    if kind in set(Audience):
        return {"audience": kind}
    return {"status": kind}


def _write_half_hidden(repository: Repository) -> None:
    word, name = CANARIES["staff"], HALF_HIDDEN
    repository.write(f"tutoriales/{name}.md", article("Traducción reservada", "Solo aquí.", id=name))
    repository.write(
        f"tutoriales/{name}.en.md",
        article(f"The {word}translation", f"The {word}english inventory.", id=name, audience="staff"),
    )


def _public_body() -> str:
    return (
        "El inventario de la tienda.\n\n## ¿Cómo cuento el inventario?\n\nCuenta los productos de la tienda."
    )


def _hidden_body(word: str, slug: str) -> str:
    return (
        f"El {word}texto del inventario.\n\n## ¿Qué dice el {word}pregunta?\n\n"
        f"El {word}respuesta de la tienda.\n\n"
        f'![El {word}alternativo](../media/{slug}.svg "El {word}leyenda.")\n'
    )

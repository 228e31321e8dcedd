"""The article that a gap asks for, as a file to begin with."""

from datetime import date

from app.editorial.gaps.queries import GapLine
from app.editorial.gaps.vocabulary import NUMBER_PREFIX
from app.kernel.terms import Language, ProductArea
from app.knowledge.stub import Stub, file_name, slug_of, stub_text

_FINDS = 12
_LONGEST_TITLE = 120
_SUMMARY = {
    Language.ES: "Escribe aquí en una frase qué resuelve este artículo.",
    Language.EN: "Say here in one sentence what this article solves.",
}


def gap_stub(line: GapLine, today: date) -> tuple[str, str]:
    """Return name and text of the file; it passes the check once it lies in a category's folder."""
    said = list(dict.fromkeys(phrase.text for phrase in line.phrases)) or [line.name]
    title = line.name[:1].upper() + line.name[1:]
    slug = slug_of(line.name) or f"{NUMBER_PREFIX}{line.number}".lower()
    stub = Stub(
        id=slug,
        language=line.language,
        title=title[:_LONGEST_TITLE],
        summary=_SUMMARY[line.language],
        area=line.area or ProductArea.PLATFORM,
        finds=tuple(said[:_FINDS]),
    )
    return file_name(slug, line.language), stub_text(stub, today)

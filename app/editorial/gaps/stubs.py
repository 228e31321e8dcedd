"""The article that a gap asks for, as a file to begin with."""

from dataclasses import dataclass
from datetime import date

from app.editorial.drafting.places import category_of, free_slug
from app.editorial.gaps.queries import GapLine
from app.editorial.gaps.vocabulary import NUMBER_PREFIX
from app.kernel.terms import Language, ProductArea
from app.knowledge.catalogue_file import Catalogue
from app.knowledge.stub import Stub, file_name, slug_of, stub_text

_FINDS = 12
_LONGEST_TITLE = 120
_LONGEST_SLUG = 80  # leaves room for a number behind it
_SUMMARY = {
    Language.ES: "Escribe aquí en una frase qué resuelve este artículo.",
    Language.EN: "Say here in one sentence what this article solves.",
}


@dataclass(frozen=True, slots=True)
class GapStub:
    """A file that passes the check; ``path`` is where it would stand among the articles."""

    path: str
    title: str
    text: str

    @property
    def name(self) -> str:
        """Return the name of the file alone."""
        return self.path.rpartition("/")[2]


def gap_stub(line: GapLine, live: Catalogue, today: date) -> GapStub:
    """Return the file of a gap, under a name that no live article has."""
    said = list(dict.fromkeys(phrase.text for phrase in line.phrases)) or _name_in_words(line)
    title = line.name[:1].upper() + line.name[1:]
    slug = free_slug(
        slug_of(line.name)[:_LONGEST_SLUG].strip("-") or f"{NUMBER_PREFIX}{line.number}".lower(), live
    )
    stub = Stub(
        id=slug,
        language=line.language,
        title=title[:_LONGEST_TITLE],
        summary=_SUMMARY[line.language],
        area=line.area or ProductArea.PLATFORM,
        finds=tuple(said[:_FINDS]),
    )
    path = f"{category_of(live, stub.area)}/{file_name(slug, line.language)}"
    return GapStub(path, stub.title, stub_text(stub, today))


def _name_in_words(line: GapLine) -> list[str]:
    """Return the name as something people look for; that of an area and type is none."""
    return [line.name] if line.type is None else []

"""The messages people can meet, found in code and templates, and the Spanish there is for them.

``python -m tests.support.wording`` brings ``messages.po`` up to date: new messages are added
without Spanish, those that nobody says any more are taken out.
"""

import re
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from app.settings import ROOT

_MAPPING = ROOT / "app" / "translations" / "babel.cfg"
_SPANISH = ROOT / "app" / "translations" / "es" / "LC_MESSAGES" / "messages.po"
_WIDTH = 110


def said() -> Catalog:
    """Return every message of code and templates, without translations."""
    rules = _MAPPING.read_text(encoding="utf-8")
    methods, options = parse_mapping_cfg(rules.splitlines(keepends=True))
    listed = re.search(r"^# keywords: (.+)$", rules, re.MULTILINE)
    assert listed, "babel.cfg lists the keywords"
    found = Catalog(locale="es", fuzzy=False)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(listed[1].split())}
    for _file, _line, message, _comments, context in extract_from_dir(
        ROOT, methods, options, keywords=keywords, directory_filter=_is_ours
    ):
        found.add(message, context=context)
    return found


def spoken() -> Catalog:
    """Return the Spanish catalogue as it is written."""
    with _SPANISH.open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


def bring_up_to_date() -> list[str]:
    """Write the catalogue with exactly the messages that are said; return those without Spanish."""
    catalogue = spoken()
    catalogue.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=_WIDTH, omit_header=False, sort_output=True, no_location=True)
    _SPANISH.write_bytes(written.getvalue())
    return [str(message.id) for message in catalogue if message.id and not all(_forms(message.string))]


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def _is_ours(folder: str) -> bool:
    return not re.search(r"/(\.[^/]*|tests|articles|search_index|static|docs|benchmarks)(/|$)", folder)


if __name__ == "__main__":
    for _missing in bring_up_to_date():
        print(_missing)  # noqa: T201  # the answer of this tool

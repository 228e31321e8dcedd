"""Keeps the synonyms an index was built with beside it."""

import json
from pathlib import Path

from app.kernel.terms import Language
from app.search.synonyms import Synonyms

FILE_NAME = "synonyms.json"


def write_synonyms(folder: Path, synonyms: Synonyms) -> None:
    """Write the synonyms into an index folder."""
    groups = {language.value: groups for language, groups in synonyms.groups.items()}
    content = {"groups": groups, "bilingual": synonyms.bilingual}
    (folder / FILE_NAME).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_synonyms(folder: Path) -> Synonyms:
    """Read the synonyms of an index folder."""
    content = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    groups = {Language(language): _tuples(groups) for language, groups in content["groups"].items()}
    return Synonyms(groups=groups, bilingual=_tuples(content["bilingual"]))


def _tuples(groups: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in groups)

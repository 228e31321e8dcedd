"""Read ``articles/synonyms.<language>.yaml``: words that mean the same to a customer.

``groups`` hold words of the file's language, ``bilingual`` groups those of both; a bare list counts
as ``groups``.
"""

from collections.abc import Mapping
from typing import Any

from app.kernel.terms import Language
from app.knowledge.category_file import load_yaml
from app.knowledge.faults import Fault, fault
from app.search.synonyms import Synonyms

PATHS: Mapping[str, Language] = {f"synonyms.{language}.yaml": language for language in Language}
_Groups = tuple[tuple[str, ...], ...]


def read_synonyms(contents: Mapping[str, bytes]) -> tuple[Synonyms, list[Fault]]:
    """Return what the files hold and what is wrong with them; a faulty file counts as empty."""
    groups: dict[Language, _Groups] = {}
    bilingual: _Groups = ()
    faults: list[Fault] = []
    for path, content in contents.items():
        data = load_yaml(path, content)
        if isinstance(data, Fault):
            faults.append(data)
            continue
        found = {"groups": data} if isinstance(data, list) else data
        if not isinstance(found, dict) or not set(found) <= {"groups", "bilingual"}:
            faults.append(fault(path, 1, "The file must hold the lists «groups» and «bilingual»"))
            continue
        try:
            groups[PATHS[path]] = _groups(found.get("groups"))
            bilingual += _groups(found.get("bilingual"))
        except ValueError as error:
            faults.append(
                fault(
                    path,
                    1,
                    "Each group must be a list of at least two words, not %(found)s",
                    found=str(error),
                )
            )
    return Synonyms(groups, bilingual), faults


def _groups(data: Any) -> _Groups:
    if data is None:
        return ()
    if not isinstance(data, list):
        raise ValueError(str(data)[:60])
    return tuple(_group(entry) for entry in data)


def _group(entry: Any) -> tuple[str, ...]:
    if (
        not isinstance(entry, list)
        or len(entry) < 2
        or not all(isinstance(word, str | int) and str(word).strip() for word in entry)
    ):
        raise ValueError(str(entry)[:60])
    return tuple(str(word).strip() for word in entry)

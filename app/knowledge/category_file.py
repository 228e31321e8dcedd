"""Read ``articles/categories.yaml``: the shelves, in the order people see them."""

from typing import Any

import yaml

from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.article import Category
from app.knowledge.faults import Fault, fault
from app.knowledge.front_matter import SLUG

PATH = "categories.yaml"
_LARGEST = 50_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: str, content: bytes) -> Any | Fault:
    """Return the plain data of a small YAML file, or why it cannot be read; aliases are refused."""
    if len(content) > _LARGEST:
        return fault(path, 1, "The file is larger than %(limit)s kB", limit=_LARGEST // 1000)
    try:
        text = content.decode("utf-8")
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line if event.start_mark else 0
                return fault(path, line + 1, "YAML anchors and aliases (& and *) are not allowed")
        return yaml.load(text, Loader=_LOADER)  # noqa: S506  # the safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return fault(path, line, "The file is not valid YAML: %(reason)s", reason=error.problem or "?")
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        return fault(path, 1, "The file is not UTF-8 text that YAML allows")


def read_categories(content: bytes) -> tuple[Category, ...] | Fault:
    """Return the categories, or what is wrong with the file."""
    data = load_yaml(PATH, content)
    if isinstance(data, Fault):
        return data
    if not isinstance(data, list) or not data:
        return fault(PATH, 1, "The file must be a list of categories")
    found = []
    for number, entry in enumerate(data, start=1):
        category = _category(entry)
        if category is None:
            needs = N_("Category %(number)s needs slug, icon, tone, and title and description in es and en")
            return fault(PATH, 1, needs, number=number)
        found.append(category)
    if len({category.slug for category in found}) < len(found):
        return fault(PATH, 1, "Two categories have the same slug")
    return tuple(found)


def _category(entry: Any) -> Category | None:
    if not isinstance(entry, dict) or set(entry) != {"slug", "icon", "tone", "title", "description"}:
        return None
    slug, icon, tone = (str(entry[key]) for key in ("slug", "icon", "tone"))
    titles, descriptions = _texts(entry["title"]), _texts(entry["description"])
    if not SLUG.fullmatch(slug) or slug == "media" or titles is None or descriptions is None:
        return None
    return Category(slug, icon, tone, titles, descriptions)


def _texts(value: Any) -> dict[Language, str] | None:
    if (
        not isinstance(value, dict)
        or set(value) != {"es", "en"}
        or not all(isinstance(text, str) for text in value.values())
    ):
        return None
    return {Language(language): text for language, text in value.items()}

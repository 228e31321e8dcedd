"""A synonym on its way into the editors' file: read as it stands there, proposed as a branch or a patch."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from app.editorial.gaps.synonym_change import SynonymChange, synonym_file, with_synonym
from app.editorial.gaps.vocabulary import NUMBER_PREFIX
from app.kernel.errors import DomainError
from app.kernel.terms import Language
from app.knowledge.articles_home import ArticlesHome, articles_home, author_of
from app.knowledge.git_branches import PREFIX, FileChange, patch_of, propose, text_at
from app.knowledge.resolutions import TRAILER
from app.knowledge.source import SourceUnusable
from app.knowledge.stub import slug_of
from app.settings import Settings
from app.web.identity import Reader

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """Two phrases of a language that are to mean the same, and the number of the gap it is for, if any."""

    language: Language
    first: str
    second: str
    gap: int | None = None


def home() -> ArticlesHome:
    """Return where the articles of this installation are kept."""
    return articles_home(_settings())


def change_for(pair: Pair) -> SynonymChange:
    """Return the change of the file as it stands now. Raises RuleBroken or SourceUnusable, in words."""
    return with_synonym(_text(home(), pair.language), pair.language, pair.first, pair.second)


def branch_of(pair: Pair, reader: Reader, now: datetime) -> str:
    """Commit the change on a branch and return its name; the same change again is the same branch."""
    place, change = home(), change_for(pair)
    path = place.path_of(change.file)
    branch = f"{PREFIX}{_slug(pair)}"
    if is_on(branch, path, change.text):
        return branch
    made = propose(
        place.repository,
        place.base,
        branch,
        [FileChange(path, change.text)],
        _message(pair),
        author_of(reader.name, _settings()),
        now,
    )
    return made.branch


def is_on(branch: str, path: str, text: str | None = None) -> bool:
    """Say whether a branch exists and holds the file, with this text if it is given."""
    try:
        found = text_at(home().repository, f"refs/heads/{branch}", path)
    except DomainError:
        return False
    return found is not None and text in (None, found)


def download_of(pair: Pair, reader: Reader, now: datetime) -> tuple[str, str, bytes]:
    """Return name, type and content of what to save: a patch, or the whole file where there is no git."""
    place, change = home(), change_for(pair)
    if not place.has_git:
        return change.file, "application/yaml", change.text.encode()
    files = [FileChange(place.path_of(change.file), change.text)]
    author = author_of(reader.name, _settings())
    patch = patch_of(place.repository, place.base, files, _message(pair), author, now)
    return f"{_slug(pair)}.patch", "text/x-patch", patch


def _text(place: ArticlesHome, language: Language) -> str | None:
    path = synonym_file(language)
    if place.has_git:
        return text_at(place.repository, place.base, place.path_of(path))
    try:
        return (place.repository / place.folder / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceUnusable("%(path)s is not text in UTF-8", path=path) from error


def _slug(pair: Pair) -> str:
    words = slug_of(f"{pair.first} {pair.second}")[:_LONGEST_NAME].strip("-")
    return "-".join(filter(None, ("sinonimo", pair.language.value, words)))


def _message(pair: Pair) -> str:
    said = _("Let «%(first)s» find what «%(second)s» finds", first=pair.first, second=pair.second)
    return f"{said}\n\n{TRAILER}: {NUMBER_PREFIX}{pair.gap}" if pair.gap else said


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings

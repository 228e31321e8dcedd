"""What a publication changed for people who search, as an editor reads it: by title, with what may be why."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.catalogue import Shelf
from app.knowledge.changes import ChangeKind, Changes
from app.knowledge.rows import address_in
from app.search.rehearsing import Changed, Rehearsal, Turn

_CAUSES = {
    ChangeKind.ADDED: N_("The article is new"),
    ChangeKind.CHANGED: N_("The article was changed"),
    ChangeKind.REMOVED: N_("The article was taken out"),
}


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article by name; without an address where it is not live."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangedSearch:
    """A search whose answer changed; ``before`` or ``after`` is None where nothing was found.

    ``words`` are those that found the article by themselves on one side only.
    """

    text: str
    language: Language
    times: int
    before: FoundArticle | None
    after: FoundArticle | None
    cause: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchTurn:
    """The searches that were lost, gained or moved, the most asked first."""

    name: str
    title: str
    about: str
    searches: tuple[ChangedSearch, ...]


@dataclass(frozen=True, slots=True)
class RehearsedSearches:
    """How many searches were asked of both generations, for how many there was no time, what changed."""

    asked: int
    left_out: int
    turns: tuple[SearchTurn, ...]

    @property
    def is_same(self) -> bool:
        """Say whether nothing changed for anybody."""
        return not any(turn.searches for turn in self.turns)


def rehearsed_searches(
    rehearsal: Rehearsal | None, changes: Changes, shelf: Shelf, language: Language
) -> RehearsedSearches | None:
    """Return a rehearsal in words; None where there was nothing to compare."""
    if rehearsal is None:
        return None
    titles = _Titles(changes, shelf, language)
    return RehearsedSearches(
        rehearsal.asked,
        rehearsal.left_out,
        tuple(
            SearchTurn(turn, title, about, tuple(titles.search(one) for one in rehearsal.turned(turn)))
            for turn, title, about in _turns()
        ),
    )


def _turns() -> tuple[tuple[Turn, str, str], ...]:
    return (
        (Turn.LOST, _("Lost"), _("The article that people opened is no longer among the first three.")),
        (Turn.GAINED, _("Gained"), _("They found nothing that helped; now they do.")),
        (Turn.MOVED, _("Moved"), _("Another article comes first.")),
    )


class _Titles:
    """Names articles by their ids, those taken out as well."""

    def __init__(self, changes: Changes, shelf: Shelf, language: Language) -> None:
        self._shelf, self._language = shelf, language
        self._changed: Mapping[tuple[str, Language], ChangeKind] = {
            (one.id, one.language): one.kind for one in changes.articles
        }
        self._former = {one.id: one.title for one in changes.articles if one.kind is ChangeKind.REMOVED}

    def search(self, one: Changed) -> ChangedSearch:
        before = one.subject if one.turn is Turn.LOST else next(iter(one.before), "")
        after = one.subject if one.turn is Turn.GAINED else next(iter(one.after), "")
        return ChangedSearch(
            one.text,
            one.language,
            one.times,
            self._found(before, one.language),
            self._found(after, one.language),
            self._cause(one.subject, one.language),
            one.words,
        )

    def _found(self, article_id: str, asked_in: Language) -> FoundArticle | None:
        if not article_id:
            return None
        article = self._shelf.by_id(article_id, asked_in)
        if article is None:
            return FoundArticle(self._former.get(article_id, article_id), "")
        return FoundArticle(article.title, address_in(self._language, article))

    def _cause(self, article_id: str, asked_in: Language) -> str:
        kinds = (self._changed.get((article_id, language)) for language in (asked_in, asked_in.other))
        kind = next((kind for kind in kinds if kind), None)
        return _(_CAUSES[kind]) if kind else _("Other articles or the synonyms changed")

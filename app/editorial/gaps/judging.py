"""Asks the live index whether it finds what people say."""

from collections.abc import Mapping

from app.deflection.matcher import LIMIT
from app.editorial.gaps.wording import Stems, telling_stems, telling_words
from app.kernel.terms import Language
from app.search.documents import DraftText, SearchQuery
from app.search.engine import SearchReader

_COVERED = 0.75  # of the telling words; what is half about something else is no answer
_REASONS = 4  # words a suggestion names at most
_ENOUGH_ASKED = 3  # fresh searches that say more than the index does
_OPENED = 0.5
_NEAR = 2
_AT_ALL = 0.15  # sureness below which an article only happens to come first


class Judge:
    """One run's questions to one index; each is asked once.

    ``opened`` holds for the stems of phrases how many of the fresh searches led to an article, and how
    many there were: what people do outweighs what the index believes.
    """

    def __init__(
        self, reader: SearchReader, opened: Mapping[tuple[Language, Stems], tuple[int, int]]
    ) -> None:
        self._reader, self._opened = reader, opened
        self._known: dict[tuple[str, Language], bool] = {}

    def is_found(self, text: str, language: Language) -> bool:
        """Say whether people find what they ask for, as a stranger would."""
        key = text, language
        if key not in self._known:
            self._known[key] = self._asked(text, language)
        return self._known[key]

    def knows(self, word: str, language: Language) -> bool:
        """Say whether any article holds a word, or what it was probably meant to be."""
        return bool(self._reader.search(SearchQuery(word, language, limit=1)).hits)

    def near(self, text: str, language: Language) -> tuple[str, ...]:
        """Return the ids of the articles that come nearest, the search's own order first."""
        hits = self._reader.search(SearchQuery(text, language, limit=_NEAR)).hits
        likely = self._reader.suggest(DraftText(text, "", language, limit=_NEAR))
        near = [one.article_id for one in hits] + [one.article_id for one in likely if one.score >= _AT_ALL]
        return tuple(dict.fromkeys(near))[:_NEAR]

    def _asked(self, text: str, language: Language) -> bool:
        opened, asked = self._opened.get((language, telling_stems(text, language)), (0, 0))
        if asked >= _ENOUGH_ASKED:
            return opened >= _OPENED * asked
        if not self._reader.search(SearchQuery(text, language, limit=1)).hits:
            return False
        likely = self._reader.suggest(DraftText(text, "", language, limit=1))
        if not likely or likely[0].score < LIMIT:
            return False
        telling = len(set(telling_words(text, language)))
        return len(likely[0].reasons) >= _COVERED * min(telling, _REASONS)

"""A rehearsal as a comment under a proposed change: Markdown in which nothing quoted does anything."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.kernel.terms import Language
from app.kernel.wording import N_
from app.search.rehearsing import Changed, QuestionKind, Rehearsal, Turn

MARKER = "<!-- support search rehearse -->"
FEWEST = 5  # visitors behind a search that may leave this machine; what fewer typed is theirs
LONGEST = 60_000  # characters; the places such comments go to refuse a little more
_MOST = 100
_LONGEST_TEXT = 120
_JOINER = "\N{WORD JOINER}"
_OUTSIDE_CODE = str.maketrans({"`": "'", "\\": "\N{SET MINUS}", "|": "\N{DIVIDES}"})
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$=:^])")
_HEADINGS = {
    Turn.LOST: N_("Lost: %(count)s"),
    Turn.GAINED: N_("Gained: %(count)s"),
    Turn.MOVED: N_("Moved: %(count)s"),
}
_COLUMNS = (
    N_("Searched for"),
    N_("Times asked"),
    N_("First before"),
    N_("First now"),
    N_("Words behind it"),
)
Titles = Mapping[tuple[str, Language], str]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was asked of which two states of the articles, and what those articles are called."""

    live: str
    other: str
    searches: int
    tickets: int
    titles: Titles


def rehearsal_comment(rehearsal: Rehearsal, compared: Compared, translate: Callable[[str], str]) -> str:
    """Return the comment; its first line is always ``MARKER``, by which a robot finds its own.

    Searches are quoted, so they must have been asked by ``FEWEST`` visitors; tickets are counted only.
    """
    most = _MOST
    while True:
        text = "\n".join(_lines(rehearsal, compared, translate, most)) + "\n"
        if len(text) <= LONGEST or most == 0:
            return text
        most //= 2


def _lines(
    rehearsal: Rehearsal, compared: Compared, translate: Callable[[str], str], most: int
) -> Iterator[str]:
    yield MARKER
    yield "## " + translate(N_("What people who search will notice"))
    yield ""
    counts = {"searches": compared.searches, "tickets": compared.tickets}
    names = {"live": quoted(compared.live), "other": quoted(compared.other)}
    asked = N_("%(searches)s searches and %(tickets)s tickets' subjects asked of %(live)s and of %(other)s")
    yield translate(asked) % {**counts, **names} + "."
    for turn in Turn:
        yield ""
        yield from _turn(turn, rehearsal, compared.titles, translate, most)
    yield ""
    note = N_(
        "Only searches that at least %(people)s visitors made are quoted; tickets are counted, never quoted."
    )
    yield f"<sub>{translate(note) % {'people': FEWEST}}</sub>"


def _turn(
    turn: Turn, rehearsal: Rehearsal, titles: Titles, translate: Callable[[str], str], most: int
) -> Iterator[str]:
    changed = rehearsal.turned(turn)
    searches = [one for one in changed if one.kind is QuestionKind.QUERY]
    yield "### " + translate(_HEADINGS[turn]) % {"count": len(changed)}
    if tickets := len(changed) - len(searches):
        yield ""
        yield translate(N_("%(count)s of them are tickets' subjects.")) % {"count": tickets}
    if not searches[:most]:
        return
    yield ""
    if folded := turn is not Turn.LOST:
        yield f"<details><summary>{translate(N_('Show'))}</summary>"
        yield ""
    yield f"| {' | '.join(translate(column) for column in _COLUMNS)} |"
    yield "|---|---:|---|---|---|"
    yield from (_row(one, titles) for one in searches[:most])
    if (more := len(searches) - most) > 0:
        yield ""
        yield translate(N_("… and %(more)s more")) % {"more": more}
    if folded:
        yield ""
        yield "</details>"


def _row(one: Changed, titles: Titles) -> str:
    before = one.subject if one.turn is Turn.LOST else next(iter(one.before), "")
    after = one.subject if one.turn is Turn.GAINED else next(iter(one.after), "")
    cells = (
        quoted(one.text),
        str(one.times),
        _named(before, one.language, titles),
        _named(after, one.language, titles),
        " ".join(quoted(word) for word in one.words),
    )
    return f"| {' | '.join(cells)} |"


def _named(article_id: str, language: Language, titles: Titles) -> str:
    if not article_id:
        return "–"
    title = titles.get((article_id, language)) or titles.get((article_id, language.other)) or article_id
    return plain(title)


def quoted(text: str) -> str:
    """Return what somebody typed as code, where no mention, link, markup or table bar means anything."""
    shown = _one_line(text).translate(_OUTSIDE_CODE).replace("<!--", f"<{_JOINER}!--")
    return f"`{shown or ' '}`"


def plain(text: str) -> str:
    """Return a title as text: markup escaped, mentions and addresses taken apart by what nobody sees."""
    apart = re.sub(r"([@#/]|www)", rf"\1{_JOINER}", _one_line(text))
    return _SPECIAL.sub(r"\\\1", apart)


def _one_line(text: str) -> str:
    seen = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text)
    line = " ".join(seen.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"

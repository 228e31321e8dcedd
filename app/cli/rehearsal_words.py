"""Puts what a rehearsal changed into words."""

from collections.abc import Iterator, Sequence

from app.cli.words import say, translate
from app.kernel.wording import N_
from app.search.rehearsing import Changed, QuestionKind, Rehearsal, Turn

_TURNS = {
    Turn.LOST: N_("Lost: %(count)s"),
    Turn.GAINED: N_("Gained: %(count)s"),
    Turn.MOVED: N_("Moved: %(count)s"),
}
_KINDS = {QuestionKind.QUERY: N_("search"), QuestionKind.TICKET: N_("ticket")}


def told_rehearsal(
    rehearsal: Rehearsal, most: int, turns: Sequence[Turn] = (), more_by: str = ""
) -> Iterator[str]:
    """Yield the lines of a rehearsal, at most ``most`` questions of a kind; of ``turns`` those with any."""
    for turn in turns or Turn:
        changed = rehearsal.turned(turn)
        if turns and not changed:
            continue
        yield say(_TURNS[turn], count=len(changed))
        yield from (f"  {told_change(one)}" for one in changed[:most])
        if len(changed) > most:
            yield "  " + say("… and %(more)s more", more=len(changed) - most) + more_by


def told_change(changed: Changed) -> str:
    """Return what became of one question, in a line."""
    return say(
        "%(times)s × %(kind)s «%(text)s» (%(language)s): %(before)s → %(after)s",
        times=changed.times,
        kind=translate(_KINDS[changed.kind]),
        text=changed.text,
        language=changed.language,
        before=", ".join(changed.before) or "–",
        after=", ".join(changed.after) or "–",
    )

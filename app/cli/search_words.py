"""Puts the reasons behind search results into an editor's words."""

from collections.abc import Iterator

from app.cli.words import say, translate
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.search.documents import SearchQuery
from app.search.explaining import ExplainedHit, Explanation, How, Reason, WordReading
from app.search.language_index import BODY, EXTRA, TITLE

_MOST_WORDS = 8
_FIELDS = {BODY: N_("in the text"), TITLE: N_("in the title"), EXTRA: N_("in summary or keywords")}
_HOW = {
    How.AS_TYPED: N_("as typed"),
    How.OTHER_FORM: N_("another form"),
    How.COMPLETED: N_("completed"),
    How.CORRECTED: N_("corrected"),
    How.SYNONYM: N_("synonym"),
}
_LANGUAGES = {Language.ES: N_("Spanish articles"), Language.EN: N_("English articles")}


def told(explanation: Explanation, query: SearchQuery) -> Iterator[str]:
    """Yield the lines of an explanation."""
    for language in (query.language, query.language.other):
        yield f"{translate(_LANGUAGES[language])}:"
        for reading in explanation.readings[language]:
            yield f"  «{reading.typed}»  {_taken_for(reading)}"
    results = explanation.results
    if results.corrected:
        yield say("Probably meant: %(query)s", query=results.corrected)
    if not results.hits:
        yield say("No article answers")
        return
    yield say("%(shown)s of %(total)s articles", shown=len(results.hits), total=results.total)
    for place, hit in enumerate(explanation.hits, start=query.offset + 1):
        yield ""
        yield from _hit(place, hit)


def _taken_for(reading: WordReading) -> str:
    if not reading.counts:
        return say("in nearly every article, so it tells nothing")
    if not reading.meant:
        return say("in no article")
    kinds: dict[How, list[str]] = {}
    for how, word in reading.meant:
        kinds.setdefault(how, []).append(word)
    parts = [f"{translate(_HOW[how])}: {_some(words)}" for how, words in sorted(kinds.items(), key=_order)]
    return " · ".join(parts)


def _order(kind: tuple[How, list[str]]) -> int:
    return list(How).index(kind[0])


def _some(words: list[str]) -> str:
    more = len(words) - _MOST_WORDS
    shown = ", ".join(words[:_MOST_WORDS])
    return shown if more <= 0 else say("%(words)s and %(more)s more", words=shown, more=more)


def _hit(place: int, explained: ExplainedHit) -> Iterator[str]:
    hit = explained.hit
    yield f"{place}. {hit.title.text}  ({hit.article_id}, {hit.language})"
    if hit.anchor:
        yield "   " + say("opens at «%(heading)s» (#%(anchor)s)", heading=hit.heading, anchor=hit.anchor)
    else:
        yield "   " + say("opens at its beginning")
    if hit.excerpt.text.strip():
        yield "   " + " ".join(hit.excerpt.text.split())
    if explained.translated:
        yield "   " + say("found by its text in the other language, which counts less")
    if explained.other_language:
        yield "   " + say("not written in the reader's language, which counts less")
    for reason in explained.reasons:
        yield f"   {_percent(reason.share)}  {_reason(reason)}"
    if explained.together > 0:
        yield f"   {_percent(explained.together)}  " + say("the words stand close together")
    if explained.tied:
        yield "   " + say("same score as the one above: the reader's language and the fresher one go first")


def _reason(reason: Reason) -> str:
    words = ", ".join(reason.words[:_MOST_WORDS])
    return f"«{reason.typed}» {translate(_FIELDS[reason.field])}: {words} ({translate(_HOW[reason.how])})"


def _percent(share: float) -> str:
    return f"{100 * share:3.0f} %"

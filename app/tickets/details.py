"""What a requester tells about a case, and the limits of text (security 29, 33)."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields

from app.kernel.errors import RuleBroken
from app.kernel.terms import Language, Priority, ProductArea, TicketType
from app.kernel.text import one_line, readable
from app.kernel.wording import N_
from app.tickets.vocabulary import Impact

LONGEST_TITLE = 200  # characters
LONGEST_FACT = 200  # characters of a browser, a device, a time in words
LARGEST_TEXT = 64 * 1024  # bytes
LONGEST_LINE = 20 * 1024  # bytes
MOST_LINKS = 500
_LINK = re.compile(r"https?://", re.IGNORECASE)


class Refusals(RuleBroken):
    """Everything that is wrong with what was sent: ``by_field`` holds one refusal per field."""

    def __init__(self, by_field: dict[str, RuleBroken]) -> None:
        super().__init__(N_("Some of what you wrote needs a change."), fields=", ".join(by_field))
        self.by_field = by_field


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A case as the requester describes it. ``occurred`` is a time in words; the last five are technical."""

    title: str
    happened: str
    type: TicketType
    area: ProductArea | None = None
    language: Language = Language.ES
    expected: str = ""
    obtained: str = ""
    steps: str = ""
    occurred: str = ""
    browser: str = ""
    system: str = ""
    device: str = ""
    screen: str = ""
    page: str = ""


TEXTS = frozenset({"happened", "expected", "obtained", "steps"})
FACTS = frozenset({"occurred", "browser", "system", "device", "screen", "page"})
DETAIL_NAMES = tuple(field.name for field in fields(Details))


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form as it is sent; ``priority`` None takes the proposed one."""

    details: Details
    impacts: frozenset[Impact] = frozenset()
    priority: Priority | None = None
    priority_reason: str = ""

    def digest(self) -> str:
        """Return a hash of everything sent, to tell the same form sent again from another one."""
        sent = {**asdict(self), "impacts": sorted(self.impacts)}
        return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def checked_details(details: Details) -> Details:
    """Return the details cleaned of invisible characters. Raises Refusals, one per field."""
    check = FieldChecks()
    cleaned: dict[str, str] = {}
    with check.field("title"):
        cleaned["title"] = checked_line(details.title, LONGEST_TITLE, N_("Write what problem you have."))
    with check.field("happened"):
        cleaned["happened"] = checked_text(details.happened, N_("Tell us what happened."))
    for name in sorted(TEXTS - {"happened"}):
        with check.field(name):
            cleaned[name] = checked_text(getattr(details, name))
    for name in sorted(FACTS):
        with check.field(name):
            cleaned[name] = checked_line(getattr(details, name), LONGEST_FACT)
    check.done()
    return Details(type=details.type, area=details.area, language=details.language, **cleaned)


def checked_line(text: str, longest: int, when_empty: str = "") -> str:
    """Return the text in one readable line of at most ``longest`` characters. Raises RuleBroken."""
    line = one_line(text)
    _require_something(line, when_empty)
    if len(line) > longest:
        raise RuleBroken(N_("Write at most %(limit)s characters here."), limit=longest)
    return line


def checked_text(text: str, when_empty: str = "") -> str:
    """Return readable text within the limits of size, line length and links. Raises RuleBroken."""
    cleaned = readable(text)
    _require_something(cleaned, when_empty)
    if len(cleaned.encode()) > LARGEST_TEXT:
        raise RuleBroken(N_("This text is too long: send at most 64 KB, and the rest as a file."))
    if any(len(line.encode()) > LONGEST_LINE for line in cleaned.split("\n")):
        raise RuleBroken(N_("One line is too long. Break it up, or attach it as a file."))
    if len(_LINK.findall(cleaned)) > MOST_LINKS:
        raise RuleBroken(
            N_("There are too many links in this text: send at most %(limit)s."), limit=MOST_LINKS
        )
    return cleaned


class FieldChecks:
    """Gathers the refusals of several fields, so that people are told all of them at once."""

    def __init__(self) -> None:
        self._refused: dict[str, RuleBroken] = {}

    @contextmanager
    def field(self, name: str) -> Iterator[None]:
        """Keep a refusal of the block under ``name``, or under the field it names itself."""
        try:
            yield
        except RuleBroken as refusal:
            self._refused.setdefault(str(refusal.values.get("field", name)), refusal)

    def add(self, refusals: Refusals) -> None:
        """Take over what another check gathered."""
        self._refused = {**refusals.by_field, **self._refused}

    def done(self) -> None:
        """Raise Refusals if there were any."""
        if self._refused:
            raise Refusals(self._refused)


def _require_something(text: str, when_empty: str) -> None:
    if when_empty and not text:
        raise RuleBroken(when_empty)

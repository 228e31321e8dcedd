"""What the templates of letters are told: frozen models, ready to print in both forms."""

from dataclasses import dataclass

from markupsafe import Markup

from app.kernel.text import readable
from app.web.plain_text import as_written

LONGEST_QUOTE = 2000  # characters of somebody's words; the page has the rest


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote; ``is_cut`` when the page has more of it."""

    words: str
    text: str
    is_cut: bool = False

    @classmethod
    def of(cls, words: str, text: str) -> "Quote":
        """Quote ``text`` under ``words`` that say whose it is; what is long ends at a space."""
        whole = readable(text)
        if len(whole) <= LONGEST_QUOTE:
            return cls(words, whole)
        start = whole[:LONGEST_QUOTE]
        at_space = start.rfind(" ", LONGEST_QUOTE // 2)
        return cls(words, start[:at_space] if at_space > 0 else start, is_cut=True)

    @property
    def html(self) -> Markup:
        """Return the text as safe markup."""
        return as_written(self.text)

    @property
    def lines(self) -> list[str]:
        """Return the text line by line."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Way:
    """A link of a letter, always into the portal."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing told: in a sentence, what it is about, what follows, and where it goes on.

    ``lead`` stands before what is quoted, ``paragraphs`` after it.
    """

    title: str = ""
    reference: str = ""
    about: str = ""
    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    quote: Quote | None = None
    stars: tuple[Way, ...] = ()
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter: one part, or several under ``title`` in a digest.

    There are no ``choices`` for whoever has no account.
    """

    title: str
    subject: str
    preview: str
    parts: tuple[Part, ...]
    answering: str
    why: str
    choices: Way | None
    unsubscribe: Way | None
    portal: Way

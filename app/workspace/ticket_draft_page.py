"""The page on which a solved ticket becomes the draft of an article, as typed so far and as judged."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.editorial.drafting.checking import CheckedDraft
from app.editorial.drafting.from_ticket import ArticleDraft, mark_name
from app.editorial.drafting.private_patterns import Kind
from app.editorial.drafting.redaction import Removed, marks_in
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.knowledge.article import ArticleBody
from app.knowledge.catalogue_file import Catalogue
from app.knowledge.git_branches import Proposed
from app.knowledge.stub import file_name
from app.tickets.models import Ticket
from app.web.i18n import page_language
from app.web.identity import Reader


@dataclass(frozen=True, slots=True)
class RemovedGroup:
    """What of one kind was taken out, as it was written."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """Something wrong: where, and in the reader's words."""

    line: int
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A folder of articles."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class TicketDraftPage:
    """The draft as it stands in the form; ``refusal`` says why there is no branch, ``proposed`` which is."""

    reference: str
    title: str
    path: str
    category: str
    slug: str
    text: str
    rows: int
    categories: tuple[CategoryChoice, ...]
    removed: tuple[RemovedGroup, ...]
    removed_count: int
    marks: int
    faults: tuple[FaultLine, ...]
    shown_title: str
    body: ArticleBody | None
    language: Language
    may_propose: bool
    has_git: bool
    refusal: str
    proposed: Proposed | None
    back_url: str


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """What stands in the form: the folder, the name of the file and its whole text."""

    category: str
    slug: str
    text: str
    language: Language

    @property
    def path(self) -> str:
        """Return where the file would stand among the articles."""
        return f"{self.category}/{file_name(self.slug, self.language)}"


def typed_draft(form: Mapping[str, str], language: Language) -> TypedDraft:
    """Return what was sent, with the line ends that files have."""
    text = form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    return TypedDraft(
        form.get("category", "")[:100], form.get("slug", "").strip()[:200], f"{text.rstrip()}\n", language
    )


def as_typed(draft: ArticleDraft) -> TypedDraft:
    """Return a fresh draft as if somebody had typed it."""
    return TypedDraft(draft.category, draft.slug, draft.text, draft.language)


def ticket_draft_page(
    ticket: Ticket,
    reader: Reader,
    made: ArticleDraft,
    typed: TypedDraft,
    checked: CheckedDraft,
    live: Catalogue,
    has_git: bool,
    refusal: str = "",
    proposed: Proposed | None = None,
) -> TicketDraftPage:
    """Return the page; ``made`` is what the ticket gives, ``typed`` what stands in the form."""
    return TicketDraftPage(
        reference=ticket.reference,
        title=ticket.title,
        path=typed.path,
        category=typed.category,
        slug=typed.slug,
        text=typed.text,
        rows=min(max(typed.text.count("\n") + 3, 16), 40),
        categories=tuple(CategoryChoice(each.slug, each.titles[page_language()]) for each in live.categories),
        removed=_groups(made.removed),
        removed_count=len(_private(made.removed)),
        marks=marks_in(typed.text),
        faults=tuple(
            FaultLine(found.line, f"{found.path}:{found.line}", found.words(_)) for found in checked.faults
        ),
        shown_title=checked.title,
        body=checked.body,
        language=typed.language,
        may_propose=reader.may(Permission.PROPOSE_CHANGES),
        has_git=has_git,
        refusal=refusal,
        proposed=proposed,
        back_url=url_for("workspace_ticket.show", reference=ticket.reference),
    )


def _private(removed: tuple[Removed, ...]) -> list[Removed]:
    return [each for each in removed if each.kind is not Kind.COURTESY]


def _groups(removed: tuple[Removed, ...]) -> tuple[RemovedGroup, ...]:
    by_kind = {kind: dict.fromkeys(each.words for each in removed if each.kind is kind) for kind in Kind}
    return tuple(RemovedGroup(mark_name(kind), tuple(words)) for kind, words in by_kind.items() if words)

"""The draft of a gap's article: to download, or to commit on a branch of its own."""

from datetime import datetime

from flask import current_app

from app.editorial.drafting.checking import check_draft, live_catalogue
from app.editorial.drafting.proposing import propose_draft
from app.editorial.gaps.queries import GapLine
from app.editorial.gaps.stubs import GapStub, gap_stub
from app.editorial.gaps.vocabulary import NUMBER_PREFIX
from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.knowledge.articles_home import articles_home, author_of
from app.knowledge.git_branches import PREFIX, Proposed
from app.knowledge.reading import current_generation
from app.knowledge.resolutions import TRAILER
from app.settings import Settings
from app.web.i18n import VENEZUELA
from app.web.identity import Reader
from app.workspace.gaps_source import is_on


def trailer_of(number: int) -> str:
    """Return the line of a commit that names a gap."""
    return f"{TRAILER}: {NUMBER_PREFIX}{number}"


def draft_of(line: GapLine, now: datetime) -> GapStub:
    """Return the file to begin with; its language is the gap's."""
    return gap_stub(line, live_catalogue(current_generation()), now.astimezone(VENEZUELA).date())


def put_on_branch(line: GapLine, reader: Reader, now: datetime) -> Proposed:
    """Commit the draft on a branch; on the same day the same branch. Raises RuleBroken, SourceUnusable."""
    settings: Settings = current_app.extensions["settings"]
    draft = draft_of(line, now)
    if check_draft(draft.path, draft.text, live_catalogue(current_generation())).faults:
        raise RuleBroken(N_("This draft does not pass the check. Download it and correct it first."))
    author = author_of(reader.name, settings)
    return propose_draft(
        articles_home(settings), draft.path, draft.text, draft.title, author, now, trailer_of(line.number)
    )


def branch_with(line: GapLine, name: str, now: datetime) -> str:
    """Return the name of a branch that holds the draft; empty for any other."""
    if not name.startswith(PREFIX):
        return ""
    settings: Settings = current_app.extensions["settings"]
    path = articles_home(settings).path_of(draft_of(line, now).path)
    return name if is_on(name, path) else ""

"""Put a draft on a branch of the articles, once: the same text again is the same proposal."""

from datetime import datetime
from pathlib import PurePosixPath

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.knowledge.articles_home import ArticlesHome
from app.knowledge.git_branches import PREFIX, Author, FileChange, Proposed, head_of, propose, text_at
from app.knowledge.source import SourceUnusable

_BRANCH = "borrador-"
_OF_A_TICKET = "Written from a solved ticket; its private data was taken out."
_LOOKED_AT = 9  # names of branches


def propose_draft(
    home: ArticlesHome,
    path: str,
    text: str,
    title: str,
    author: Author,
    now: datetime,
    why: str = _OF_A_TICKET,
) -> Proposed:
    """Commit the file ``path`` of the articles on a new branch, or return the branch that has it already.

    ``why`` is what the commit says below its subject, trailers last. Raises SourceUnusable in words when
    git cannot, RuleBroken when the file stands there already.
    """
    if not home.has_git:
        raise SourceUnusable(
            N_("The articles are in a folder without git, so there are no branches. Download the file.")
        )
    place = home.path_of(path)
    if text_at(home.repository, home.base, place) is not None:
        raise RuleBroken(N_("There is a file %(path)s already. Give this one another name."), path=place)
    branch = f"{PREFIX}{_BRANCH}{PurePosixPath(path).stem.replace('.', '-')}"
    for number in range(1, _LOOKED_AT + 1):
        name = branch if number == 1 else f"{branch}-{number}"
        commit = head_of(home.repository, name)
        if commit is None:
            break
        if text_at(home.repository, commit, place) == text:
            return Proposed(name, commit)
    message = f"Add a draft: {title}\n\n{why}"
    return propose(home.repository, home.base, branch, [FileChange(place, text)], message, author, now)

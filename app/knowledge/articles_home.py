"""Where an installation's articles are kept, for pages that propose to change them."""

from dataclasses import dataclass
from pathlib import Path

from app.knowledge.git_branches import Author
from app.knowledge.git_source import is_repository
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class ArticlesHome:
    """The repository, the branch that is published, the articles' folder; ``has_git``: branches exist."""

    repository: Path
    base: str
    folder: str
    has_git: bool

    def path_of(self, path: str) -> str:
        """Return the place in the repository of a path inside the articles' folder."""
        return f"{self.folder}/{path}"


def articles_home(settings: Settings) -> ArticlesHome:
    """Return the facts the settings name; a folder that is read as it is has no branches."""
    kind, repository = settings.article_source, settings.articles_repository
    return ArticlesHome(
        repository=repository,
        base=settings.articles_branch,
        folder=settings.articles_folder.strip("/"),
        has_git=kind == "git" or (kind == "auto" and is_repository(repository)),
    )


def author_of(name: str, settings: Settings) -> Author:
    """Return a person as the author of a proposal: their name, and never an address of their own."""
    return Author(name, settings.mail_from)

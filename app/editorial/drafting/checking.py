"""Judge a draft as ``support articles check`` would if it were saved, and show what it would look like."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.knowledge.article import ArticleBody
from app.knowledge.article_path import ArticlePath
from app.knowledge.catalogue import Generation
from app.knowledge.catalogue_file import Catalogue, read_catalogue
from app.knowledge.faults import Fault, fault
from app.knowledge.folder_source import git_blob_id
from app.knowledge.front_matter import SLUG
from app.knowledge.manuscripts import Manuscript, read_manuscript
from app.knowledge.rendering_job import RenderJob
from app.knowledge.rendering_pool import render_all
from app.knowledge.source import FileKind, SourceFile
from app.knowledge.validation import Facts, LinkTable, check_identities, facts_of, facts_of_article
from app.knowledge.validation_text import LARGEST_ARTICLE

_LONGEST_SLUG = 100


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """What is wrong with a draft, by line; and its title and text as readers would see them."""

    faults: tuple[Fault, ...]
    title: str = ""
    body: ArticleBody | None = None


def live_catalogue(generation: Generation) -> Catalogue:
    """Return what is live as the publisher wrote it."""
    return read_catalogue(generation.folder / "catalogue.json")


def check_draft(path: str, text: str, live: Catalogue) -> CheckedDraft:
    """Return the faults of a file that does not exist yet, beside the articles that are live."""
    content = text.encode("utf-8", "replace")
    if refusal := _refusal(path, content, live):
        return CheckedDraft((refusal,))
    manuscript = read_manuscript(SourceFile(path, git_blob_id(content), FileKind.FILE, len(content)), content)
    own = facts_of(manuscript)
    if own is None:
        return CheckedDraft(manuscript.faults)
    facts: dict[str, Facts] = {each.path: facts_of_article(each) for each in live.articles}
    faults = [*manuscript.faults]
    if path in facts:
        faults.append(fault(path, 1, "There is an article with this file name already"))
    facts[path] = own
    faults += [found for found in check_identities(facts.values()) if found.path == path]
    if faults:
        return CheckedDraft(_in_order(faults), _title(manuscript))
    return _rendered(manuscript, facts, own, live)


def _rendered(
    manuscript: Manuscript, facts: Mapping[str, Facts], own: Facts, live: Catalogue
) -> CheckedDraft:
    def line(target: str) -> int:
        return manuscript.first_line + manuscript.body.count("\n", 0, max(manuscript.body.find(target), 0))

    path, targets = manuscript.place.path, manuscript.targets()
    table = LinkTable(facts, {each.path for each in live.articles}, live.media)
    links = table.links(own, targets)
    faults = table.faults(own, links, line)
    job = RenderJob(
        path=path,
        language=manuscript.place.language,
        text=manuscript.body,
        first_line=manuscript.first_line,
        links=links,
        images=table.images(own, targets),
    )
    _, done = next(iter(render_all([job])))
    faults += done.faults
    return CheckedDraft(_in_order(faults), _title(manuscript), done.body)


def _refusal(path: str, content: bytes, live: Catalogue) -> Fault | None:
    place = ArticlePath.parse(path)
    if place is None or place.category not in {each.slug for each in live.categories}:
        return fault(path, 1, "An article must be named <category>/<slug>.md or <category>/<slug>.en.md")
    if not SLUG.fullmatch(place.slug) or len(place.slug) > _LONGEST_SLUG:
        return fault(path, 1, "A file name may hold small letters without accents, digits and hyphens only")
    if len(content) > LARGEST_ARTICLE:
        return fault(path, 1, "The file is larger than %(limit)s kB", limit=LARGEST_ARTICLE // 1000)
    return None


def _title(manuscript: Manuscript) -> str:
    return manuscript.front.title if manuscript.front else ""


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda found: found.line))

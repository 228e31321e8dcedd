"""Rules between articles: one id, one address, links that lead somewhere their readers may go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.kernel.terms import Audience, Language
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.knowledge.article_links import resolve
from app.knowledge.article_path import ArticlePath
from app.knowledge.faults import Fault, fault
from app.knowledge.manuscripts import Manuscript
from app.knowledge.media import FOLDER, MediaFile
from app.knowledge.rendering_job import RENDERER_VERSION, ImageTarget, LinkTarget

_READS = {
    Audience.EVERYONE: frozenset({Audience.EVERYONE}),
    Audience.VIP: frozenset({Audience.EVERYONE, Audience.VIP}),
    Audience.STAFF: frozenset(Audience),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What other articles must know of one file; ``settled`` when it is live just as it stands.

    ``wanted`` says its editor wants it live; ``lines`` are the file's lines of its front matter keys.
    """

    place: ArticlePath
    id: str
    audience: Audience
    aliases: tuple[str, ...]
    wanted: bool
    settled: bool
    lines: Mapping[str, int]

    @property
    def url(self) -> str:
        """Return the address readers find it at."""
        return f"/{self.place.language}/articles/{self.place.slug}"


def facts_of(manuscript: Manuscript) -> Facts | None:
    """Return the facts of a file that was just read, or None when it cannot be understood."""
    front = manuscript.front
    if front is None:
        return None
    return Facts(
        manuscript.place, front.id, front.audience, front.aliases, manuscript.wanted, False, front.lines
    )


def facts_of_article(article: Article) -> Facts:
    """Return the facts of an article that is live and unchanged."""
    place = ArticlePath(article.path, article.category, article.slug, article.language)
    return Facts(place, article.id, article.audience, article.aliases, True, True, {})


def audiences_reading(audience: Audience) -> frozenset[Audience]:
    """Return every audience whose articles a reader of ``audience`` may see."""
    return _READS[audience]


def check_identities(all_facts: Iterable[Facts]) -> list[Fault]:
    """Return a fault for each file that takes an id, address or alias another holds already.

    Who is live unchanged holds what is theirs; among new files the first by path.
    """
    ids: dict[tuple[str, Language], str] = {}
    slugs: dict[tuple[str, Language], str] = {}
    found: list[Fault] = []
    ordered = sorted(all_facts, key=lambda facts: (not facts.settled, facts.place.path))
    for facts in ordered:
        place = facts.place
        claims = (
            (ids, facts.id, "id", N_("The id «%(value)s» belongs to %(other)s already")),
            (slugs, place.slug, "", N_("The file name «%(value)s» is the address of %(other)s already")),
        )
        for taken, value, key, message in claims:
            other = taken.setdefault((value, place.language), place.path)
            if other != place.path:
                found.append(fault(place.path, facts.lines.get(key, 1), message, value=value, other=other))
    return found + _check_aliases(ordered, slugs)


def _check_aliases(ordered: list[Facts], taken: dict[tuple[str, Language], str]) -> list[Fault]:
    found = []
    for facts in ordered:
        for alias in facts.aliases:
            other = taken.setdefault((alias, facts.place.language), facts.place.path)
            if other != facts.place.path or alias == facts.place.slug:
                found.append(fault(facts.place.path, facts.lines.get("aliases", 1),
                                   "The alias «%(value)s» is an address of %(other)s already",
                                   value=alias, other=other))  # fmt: skip
    return found


class LinkTable:
    """Where links between articles lead, given which files are live."""

    def __init__(
        self, all_facts: Mapping[str, Facts], live: set[str], media: Mapping[str, MediaFile]
    ) -> None:
        self._facts, self._live = all_facts, live
        self._translations = {
            (facts.id, facts.place.language): facts
            for facts in all_facts.values()
            if facts.place.path in live
        }
        self._images = {
            f"{FOLDER}/{file.name}": ImageTarget(file.url, file.width, file.height) for file in media.values()
        }

    def links(self, source: Facts, targets: Iterable[str]) -> dict[str, LinkTarget]:
        """Return the links of ``source`` that lead to an article; an English page prefers English ones."""
        found = {}
        for target in targets:
            facts = self._target(source, target)
            if facts is not None:
                found[target] = self._best(source, facts)
        return found

    def images(self, source: Facts, targets: Iterable[str]) -> dict[str, ImageTarget]:
        """Return the pictures of ``source``."""
        paths = {target: resolve(source.place.path, target) or "" for target in targets}
        return {target: self._images[path] for target, path in paths.items() if path in self._images}

    def signature(self, source: Facts, targets: Iterable[str]) -> str:
        """Return a text that changes when a link or picture of ``source`` comes to lead elsewhere."""
        parts = [str(RENDERER_VERSION), source.audience]
        for target in targets:
            path = resolve(source.place.path, target) or ""
            if facts := self._facts.get(path):
                best = self._best(source, facts)
                parts.append(f"{target}>{best.path}>{best.url}")
            elif image := self._images.get(path):
                parts.append(f"{target}>{image.url}>{image.width}x{image.height}")
        return " ".join(parts)

    def _best(self, source: Facts, facts: Facts) -> LinkTarget:
        """Return where a link leads: to the source's own language where its readers find it there."""
        best = facts
        if facts.place.language is not source.place.language:
            best = self._translations.get((facts.id, source.place.language), facts)
            if best.audience not in audiences_reading(source.audience):
                best = facts
        url = best.url if best.place.path in self._live else ""
        return LinkTarget(best.place.path, url, best.place.language)

    def faults(self, source: Facts, targets: Iterable[str], line: Callable[[str], int]) -> list[Fault]:
        """Return faults of links whose target is kept from the source's readers."""
        found = []
        path = source.place.path
        for target in targets:
            facts = self._target(source, target)
            if facts is not None and facts.audience not in audiences_reading(source.audience):
                message = N_("The link «%(target)s» leads to an article only for %(audience)s")
                found.append(fault(path, line(target), message, target=target, audience=facts.audience))
            elif facts is not None and not facts.wanted:
                message = N_("The link «%(target)s» leads to an article that is not published")
                found.append(fault(path, line(target), message, target=target))
        return found

    def _target(self, source: Facts, target: str) -> Facts | None:
        return self._facts.get(resolve(source.place.path, target) or "")

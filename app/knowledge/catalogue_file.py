"""The files of a generation that say what is live, written by the publisher and read by web processes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.kernel.terms import Audience, Language, ProductArea
from app.knowledge.article import Article, ArticleBody, Category, Heading, Question, Section
from app.knowledge.history import History, Life
from app.knowledge.media import MediaFile
from app.knowledge.rendering_job import RENDERER_VERSION, AnchorLink, Rendered

FORMAT = 1


class GenerationUnusable(Exception):
    """A generation's files are missing, damaged, or of another version."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What one generation publishes. ``redirects`` are (language, old slug, article id)."""

    commit: str
    articles: tuple[Article, ...] = ()
    categories: tuple[Category, ...] = ()
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    redirects: tuple[tuple[Language, str, str], ...] = ()
    renderer: int = RENDERER_VERSION


@dataclass(frozen=True, slots=True)
class ArticleOutline:
    """What the publisher must remember of a live article to check others against it.

    ``targets`` are its links as written, ``signature`` what they led to when it was rendered.
    """

    targets: tuple[str, ...]
    signature: str
    anchors: tuple[str, ...]
    anchor_links: tuple[AnchorLink, ...]


def write_json(file: Path, data: object) -> None:
    """Write compact JSON."""
    file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_json(file: Path) -> Any:
    """Return the data of a JSON file. Raises GenerationUnusable."""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise GenerationUnusable(f"{file.name}: {error}") from error


def write_catalogue(file: Path, catalogue: Catalogue) -> None:
    """Write the catalogue in one file."""
    data = {
        "format": FORMAT,
        "commit": catalogue.commit,
        "renderer": catalogue.renderer,
        "categories": [asdict(category) for category in catalogue.categories],
        "media": [asdict(entry) for entry in catalogue.media.values()],
        "redirects": catalogue.redirects,
        "articles": [_row(article) for article in catalogue.articles],
    }
    write_json(file, data)


def read_catalogue(file: Path) -> Catalogue:
    """Return the catalogue of a file. Raises GenerationUnusable."""
    data = read_json(file)
    try:
        if data["format"] != FORMAT:
            raise GenerationUnusable(f"{file.name}: format {data['format']}")
        media = [MediaFile(**entry) for entry in data["media"]]
        return Catalogue(
            commit=data["commit"],
            articles=tuple(_article(row) for row in data["articles"]),
            categories=tuple(_category(entry) for entry in data["categories"]),
            media={entry.name: entry for entry in media},
            redirects=tuple((Language(language), slug, id_) for language, slug, id_ in data["redirects"]),
            renderer=data["renderer"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GenerationUnusable(f"{file.name}: {error}") from error


def write_outlines(file: Path, outlines: Mapping[str, ArticleOutline]) -> None:
    """Write the outlines by the paths of their articles."""
    write_json(file, {path: [outline.targets, outline.signature, outline.anchors,
                             [[link.target, link.anchor, link.line] for link in outline.anchor_links]]
                      for path, outline in outlines.items()})  # fmt: skip


def read_outlines(file: Path) -> dict[str, ArticleOutline]:
    """Return the outlines of a file. Raises GenerationUnusable."""
    return {
        path: ArticleOutline(
            tuple(targets), signature, tuple(anchors), tuple(AnchorLink(*link) for link in links)
        )
        for path, (targets, signature, anchors, links) in read_json(file).items()
    }


def write_history(file: Path, history: History) -> None:
    """Write a history."""
    ended = [[life.path, life.last_blob, life.article_id, life.commits] for life in history.ended]
    write_json(file, {"head": history.head, "commits": history.commits, "present": history.present,
                      "ended": ended, "resolves": history.resolves})  # fmt: skip


def read_history(file: Path) -> History:
    """Return the history of a file. Raises GenerationUnusable."""
    data = read_json(file)
    commits = {commit: (author, at, subject) for commit, (author, at, subject) in data["commits"].items()}
    ended = [Life(*life) for life in data["ended"]]
    return History(data["head"], commits, data["present"], ended, data.get("resolves", {}))


def rendered_to_bytes(rendered: Rendered) -> bytes:
    """Return the bytes of a rendered article for the store."""
    return json.dumps(asdict(rendered), ensure_ascii=False, separators=(",", ":")).encode()


def rendered_from_bytes(content: bytes) -> Rendered:
    """Return the rendered article of the store's bytes. Raises GenerationUnusable."""
    try:
        data = json.loads(content)
        body = data["body"]
        return Rendered(
            faults=(),
            body=ArticleBody(
                html=body["html"],
                headings=tuple(Heading(**heading) for heading in body["headings"]),
                sections=tuple(_section(**section) for section in body["sections"]),
                questions=tuple(Question(**question) for question in body["questions"]),
                first_image=body["first_image"],
            ),
            anchors=tuple(data["anchors"]),
            anchor_links=tuple(AnchorLink(**link) for link in data["anchor_links"]),
            minutes=data["minutes"],
            has_video=data["has_video"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GenerationUnusable(str(error)) from error


def _section(anchor: str, heading: str, text: str, links: list[list[int]]) -> Section:
    return Section(anchor, heading, text, tuple((start, end) for start, end in links))


def _row(article: Article) -> list[object]:
    values = {name: getattr(article, name) for name in _FIELDS}
    values["review_by"] = article.review_by and article.review_by.isoformat()
    values["published_at"], values["updated_at"] = (
        _seconds(article.published_at),
        _seconds(article.updated_at),
    )
    return list(values.values())


def _article(row: list[Any]) -> Article:
    values = {
        name: _READ[name](value) if name in _READ else value for name, value in zip(_FIELDS, row, strict=True)
    }
    return Article(**values)


def _category(entry: dict[str, Any]) -> Category:
    titles, descriptions = (
        {Language(language): text for language, text in entry[key].items()}
        for key in ("titles", "descriptions")
    )
    return Category(entry["slug"], entry["icon"], entry["tone"], titles, descriptions)


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _languages(slugs: dict[str, str]) -> dict[Language, str]:
    return {Language(language): slug for language, slug in slugs.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_FIELDS = tuple(entry.name for entry in fields(Article))
_READ: Mapping[str, Callable[[Any], Any]] = {
    "language": Language,
    "product_area": ProductArea,
    "audience": Audience,
    "keywords": tuple,
    "aliases": tuple,
    "finds": tuple,
    "authors": tuple,
    "review_by": _day,
    "published_at": _instant,
    "updated_at": _instant,
    "other_languages": _languages,
}

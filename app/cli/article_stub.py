"""``support articles new``: a new article file that passes the check as it is."""

from pathlib import Path

import click

from app.cli.article_sources import working_tree
from app.cli.words import say
from app.kernel.clock import utc_now
from app.kernel.terms import Audience, Language, ProductArea
from app.knowledge.article import Category
from app.knowledge.category_file import PATH as CATEGORIES
from app.knowledge.category_file import read_categories
from app.knowledge.faults import Fault
from app.knowledge.front_matter import SLUG
from app.knowledge.stub import Stub, file_name, slug_of, stub_text
from app.settings import Settings


@click.command()
@click.argument("place", required=False, metavar="[CATEGORY/SLUG]")
@click.option("--category", help="Folder of the article.")
@click.option("--title", help="Title, as people would say it.")
@click.option("--summary", help="One sentence of at most 160 characters.")
@click.option("--slug", help="File name without ending; made from the title unless given.")
@click.option("--id", "article_id", help="Id, for a translation that of the original; the slug unless given.")
@click.option(
    "--language", type=click.Choice([str(one) for one in Language]), default="es", show_default=True
)
@click.option(
    "--area", type=click.Choice([str(one) for one in ProductArea]), default="platform", show_default=True
)
@click.option(
    "--audience", type=click.Choice([str(one) for one in Audience]), default="everyone", show_default=True
)
@click.pass_obj
def new(
    settings: Settings, place: str | None, category: str | None, title: str | None,
    summary: str | None, slug: str | None, article_id: str | None, language: str, area: str, audience: str,
) -> None:  # fmt: skip
    """Write a new draft, asking for what the options do not say."""
    folder = working_tree(settings)
    if place:
        category, _, slug = place.removesuffix(".md").rpartition("/")
    known = [one.slug for one in _categories(folder)]
    category = category or click.prompt(say("Category"), type=click.Choice(known))
    if category not in known:
        raise click.ClickException(say("There is no category «%(category)s» (there are: %(known)s)",
                                       category=category, known=", ".join(known)))  # fmt: skip
    title = title or click.prompt(say("Title"))
    summary = summary or click.prompt(say("Summary in one sentence"))
    slug = slug or slug_of(title)
    if not SLUG.fullmatch(slug):
        words = say("A file name may hold small letters without accents, digits and hyphens only")
        raise click.ClickException(f"{slug}: {words}")
    spoken = Language(language)
    stub = Stub(
        id=article_id or slug,
        language=spoken,
        title=title,
        summary=summary,
        area=ProductArea(area),
        audience=Audience(audience),
        finds=(title,),
    )
    _write(folder / category / file_name(slug, spoken), stub_text(stub, utc_now().date()))


def _categories(folder: Path) -> tuple[Category, ...]:
    try:
        found = read_categories((folder / CATEGORIES).read_bytes())
    except OSError as error:
        raise click.ClickException(say("There is no folder %(folder)s", folder=folder)) from error
    if isinstance(found, Fault):
        raise click.ClickException(found.text())
    return found


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError as error:
        raise click.ClickException(say("%(file)s exists already", file=file)) from error
    click.echo(file)

"""``support proposals``: synonyms that people's searches propose, to be committed or not."""

import click
from sqlalchemy.exc import SQLAlchemyError

from app.cli.article_sources import store_of
from app.cli.refusals import in_words
from app.cli.words import say
from app.editorial.proposals import FEWEST, Proposal
from app.editorial.proposals import proposals as proposed_by
from app.kernel.clock import utc_now
from app.kernel.wording import N_
from app.knowledge.reading import NothingPublished
from app.search.synonym_file import read_synonyms
from app.settings import Settings
from app.storage.reading import reading


@click.command()
@click.pass_obj
@in_words
def proposals(settings: Settings) -> None:
    """Propose synonyms that many visitors' searches speak for; nothing is changed."""
    store = store_of(settings)
    current = store.current()
    if current is None:
        raise NothingPublished
    synonyms = read_synonyms(store.path(current.name) / "index")
    try:
        with reading(settings.database) as connection:
            found = proposed_by(connection, synonyms, utc_now()) if connection else []
    except SQLAlchemyError as trouble:
        reason = str(trouble).partition("\n")[0]
        raise click.ClickException(say("The database cannot be read: %(reason)s", reason=reason)) from trouble
    if not found:
        click.echo(say("No proposals: no two words have %(people)s visitors behind them", people=FEWEST))
    for one in found:
        for line in _told(one, settings.articles_folder):
            click.echo(line)


def _told(proposal: Proposal, folder: str) -> list[str]:
    lines = [f"«{proposal.first}» = «{proposal.second}» ({proposal.language})"]
    if proposal.reworded:
        text = N_("%(people)s visitors opened nothing with the first and opened an article with the second")
        lines.append("  " + say(text, people=proposal.reworded))
    if proposal.by_first and proposal.by_second:
        text = N_("%(first)s and %(second)s visitors came to the same articles by either")
        lines.append("  " + say(text, first=proposal.by_first, second=proposal.by_second))
    if proposal.queries:
        lines.append("  " + say("Searched: %(queries)s", queries=" · ".join(proposal.queries)))
    if proposal.articles:
        lines.append("  " + say("Opened: %(articles)s", articles=", ".join(proposal.articles)))
    lines.append(f"  {folder}/{proposal.file}:")
    if proposal.instead_of:
        lines.append(f"  -{proposal.instead_of}")
    return [*lines, f"  +{proposal.line}", ""]

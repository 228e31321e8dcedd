"""``support articles …``: what editors do with articles from a terminal."""

import sys
from dataclasses import replace
from typing import Literal

import click

from app.cli.article_sources import article_source, publisher_of
from app.cli.words import say, translate
from app.kernel.errors import DomainError
from app.knowledge.publishing import Publication
from app.knowledge.report_file import PublishingReport
from app.settings import Settings

Policy = Literal["warn", "block"]


@click.group()
def articles() -> None:
    """Check, publish and look after the articles of the knowledge base."""


@articles.command()
@click.option("--branch", help="Branch, tag or commit to publish instead of the configured one.")
@click.option("--full", is_flag=True, help="Build everything anew instead of what changed.")
@click.option(
    "--block", "policy", flag_value="block", help="Hold back when a finds phrase misses its article."
)
@click.option(
    "--warn", "policy", flag_value="warn", help="Only report when a finds phrase misses its article."
)
@click.option("--unless-pinned", is_flag=True, hidden=True)
@click.pass_obj
def publish(
    settings: Settings,
    branch: str | None = None,
    full: bool = False,
    policy: Policy | None = None,
    unless_pinned: bool = False,
) -> None:
    """Make the committed articles live."""
    try:
        publisher = publisher_of(settings, article_source(settings, branch))
        if policy:
            publisher = replace(publisher, finds_policy=policy)
        publication = publisher.publish(full=full, unless_pinned=unless_pinned)
    except DomainError as refusal:
        raise click.ClickException(say(refusal.message, **refusal.values)) from refusal
    _tell(publication)
    if not publication.live:
        sys.exit(1)


def _tell(publication: Publication) -> None:
    """Say what was published, what stayed behind and why."""
    report = publication.report
    if report is None:
        click.echo(say("Already live: %(generation)s", generation=publication.generation[:10]))
        return
    for fault in report.faults:
        click.echo(fault.text(translate), err=True)
    for warning in report.warnings:
        click.echo(translate(warning), err=True)
    _tell_missed(report)
    for path in report.kept:
        click.echo(say("%(path)s: its last good version stays live", path=path), err=True)
    for path in report.withheld:
        click.echo(say("%(path)s: not live until its faults are mended", path=path), err=True)
    if not publication.live:
        click.echo(say("Not published: phrases of «finds» miss their article"), err=True)
        return
    click.echo(
        say(
            "Live: %(articles)s articles of %(commit)s (%(indexed)s new or changed, %(removed)s removed, %(seconds)s s)",
            articles=report.articles,
            commit=report.commit[:10],
            indexed=report.indexed,
            removed=report.removed,
            seconds=f"{sum(report.seconds.values()):.1f}",
        )
    )


def _tell_missed(report: PublishingReport) -> None:
    for miss in report.finds.missed:
        found = ", ".join(miss.first) or "–"
        click.echo(
            say(
                "%(path)s: «%(phrase)s» finds %(found)s instead",
                path=miss.path,
                phrase=miss.phrase,
                found=found,
            ),
            err=True,
        )

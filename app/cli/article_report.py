"""Say on a terminal what a publication did, what stayed behind and why."""

import click

from app.cli.rehearsal_words import told_change, told_rehearsal
from app.cli.words import say, translate
from app.kernel.wording import N_
from app.knowledge.publishing import Publication
from app.knowledge.report_file import PublishingReport
from app.search.rehearsing import Turn

_FEW = 5


def tell(publication: Publication, folder: str = "articles") -> None:
    """Write what is wrong, kept, withheld, missed or lost to stderr, the outcome to stdout."""
    report = publication.report
    if report is None:
        click.echo(say("Already live: %(generation)s", generation=publication.generation[:10]))
        return
    for line in problems(report, folder):
        click.echo(line, err=True)
    if not publication.live:
        click.echo(say("Not published: phrases or searches lose their article"), err=True)
        return
    text = N_(
        "Live: %(articles)s articles of %(commit)s (%(changed)s changed, %(removed)s removed, %(seconds)s s)"
    )
    seconds = f"{sum(report.seconds.values()):.1f}"
    values = {
        "articles": report.articles,
        "changed": report.indexed,
        "removed": report.removed,
        "seconds": seconds,
    }
    click.echo(say(text, commit=report.commit[:10], **values))
    if report.rehearsal:
        for line in told_rehearsal(report.rehearsal, _FEW, (Turn.GAINED, Turn.MOVED)):
            click.echo(line)


def problems(report: PublishingReport, folder: str) -> list[str]:
    """Return faults, warnings, missed phrases, lost searches, kept and withheld files, a line each."""
    lines = [f"{folder}/{fault.text(translate)}" for fault in report.faults]
    lines += [translate(warning) for warning in report.warnings]
    for miss in report.finds.missed:
        text = N_("%(path)s: «%(phrase)s» finds %(found)s instead")
        lines.append(
            say(text, path=f"{folder}/{miss.path}", phrase=miss.phrase, found=", ".join(miss.first) or "–")
        )
    if report.rehearsal:
        lines += [told_change(lost) for lost in report.rehearsal.turned(Turn.LOST)]
    lines += [
        say("%(path)s: its last good version stays live", path=f"{folder}/{path}") for path in report.kept
    ]
    lines += [
        say("%(path)s: not live until its faults are mended", path=f"{folder}/{path}")
        for path in report.withheld
    ]
    return lines

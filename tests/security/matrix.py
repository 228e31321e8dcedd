"""Who may use which route: one row for each route and method (security 13–15, G4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a person meets at a route."""

    IN = "in"  # the page, or the answer of the domain to what was sent
    SIGN_IN = "asked to sign in"
    GONE = "no such page"
    DENIED = "not theirs to do"


class Who(StrEnum):
    """Everybody who may knock. The ticket is Ana's, at the second level of support."""

    STRANGER = "a stranger"
    ANA = "Ana, whose it is"
    PEDRO = "Pedro, another customer"
    VICTOR = "Víctor, a VIP"
    JUAN = "Juan, an agent of the first level"
    LUISA = "Luisa, an agent of the second level"
    SOFIA = "Sofía, a supervisor"
    MARTA = "Marta, an editor"
    GONE = "a supervisor whose account was closed while signed in"


IN, SIGN_IN, GONE, DENIED = Outcome.IN, Outcome.SIGN_IN, Outcome.GONE, Outcome.DENIED
_TEAM = (Who.JUAN, Who.LUISA, Who.SOFIA)


@dataclass(frozen=True)
class Row:
    """What everybody meets who is not named, and what the named ones do."""

    others: Outcome
    named: Mapping[Who, Outcome]

    def outcome(self, who: Who) -> Outcome:
        """Return what ``who`` meets."""
        return self.named.get(who, self.others)


def _row(others: Outcome, *named: tuple[Outcome, tuple[Who, ...]]) -> Row:
    return Row(others, {who: outcome for outcome, people in named for who in people})


_UNKNOWN = (Who.STRANGER, Who.GONE)
OPEN = _row(IN)
MEMBERS_READ = _row(IN, (SIGN_IN, _UNKNOWN))
MEMBERS_WRITE = _row(IN, (GONE, _UNKNOWN))
TEAM = _row(GONE, (IN, _TEAM))
DIRECTORS = _row(GONE, (IN, (Who.SOFIA,)))
REVIEWERS = _row(GONE, (IN, (*_TEAM, Who.MARTA)))
PUBLISHERS = _row(GONE, (IN, (Who.SOFIA, Who.MARTA)))
TICKET_READ = _row(GONE, (IN, (Who.ANA, *_TEAM)), (SIGN_IN, _UNKNOWN))
TICKET_WRITE = _row(GONE, (IN, (Who.ANA,)))
TEAM_ACT = _row(GONE, (IN, (Who.LUISA, Who.SOFIA)), (DENIED, (Who.JUAN,)))
TICKET_OWN = _row(GONE, (IN, (Who.ANA,)), (SIGN_IN, _UNKNOWN))
LINK = _row(GONE, (IN, (Who.ANA, *_UNKNOWN)))
OWN_DRAFT = _row(GONE, (IN, (Who.ANA, *_UNKNOWN)))  # the unknown are led to a form of their own
OWN_FORM = _row(GONE, (IN, (Who.ANA,)))

MATRIX: dict[tuple[str, str], Row] = {
    ("GET", "account.password"): MEMBERS_READ,
    ("POST", "account.password"): MEMBERS_WRITE,
    ("GET", "articles.category"): OPEN,
    ("GET", "articles.faq"): OPEN,
    ("GET", "articles.history"): OPEN,
    ("GET", "articles.show"): OPEN,
    ("GET", "contact.show"): OPEN,
    ("GET", "crawling.robots"): OPEN,
    ("GET", "crawling.sitemap"): OPEN,
    ("GET", "feeds.everything"): OPEN,
    ("GET", "feeds.of_category"): OPEN,
    ("GET", "gallery.show"): OPEN,
    ("GET", "health.live"): OPEN,
    ("GET", "health.ready"): OPEN,
    ("GET", "home.enter"): OPEN,
    ("GET", "home.show"): OPEN,
    ("GET", "media.picture"): OPEN,
    ("POST", "preferences.set_language"): OPEN,
    ("POST", "preferences.set_theme"): OPEN,
    ("GET", "search.completions"): OPEN,
    ("GET", "search.results"): OPEN,
    ("POST", "search.queries"): OPEN,
    ("GET", "security.login"): OPEN,
    ("POST", "security.login"): OPEN,
    ("POST", "security.logout"): OPEN,
    ("POST", "votes.cast"): OPEN,
    ("POST", "votes.reason"): OPEN,
    ("POST", "votes.withdrawal"): OPEN,
    # Known problems
    ("POST", "incidents.affects_me"): MEMBERS_WRITE,
    ("POST", "incidents.does_not_affect_me"): MEMBERS_WRITE,
    ("GET", "workspace_incidents.show"): TEAM,
    ("POST", "workspace_incidents.start"): TEAM,
    ("GET", "workspace_incidents.one"): TEAM,
    ("POST", "workspace_incidents.update"): TEAM,
    ("POST", "workspace_incidents.end"): TEAM,
    ("POST", "workspace_incidents.add_ticket"): TEAM,
    ("POST", "workspace_incidents.remove_ticket"): TEAM,
    # The rating of the help: the link is the right
    ("GET", "satisfaction.show"): LINK,
    ("POST", "satisfaction.answer"): LINK,
    ("GET", "satisfaction.thanks"): LINK,
    ("GET", "workspace_ratings.show"): TEAM,
    # The ticket form, open to all; a form belongs to who began it
    ("GET", "ticket_form.show"): OPEN,
    ("POST", "ticket_form.describe"): OPEN,
    ("POST", "ticket_form.keep"): OPEN,  # under a key of somebody else's it is a form of one's own
    ("POST", "ticket_form.discard"): OWN_DRAFT,
    ("GET", "ticket_form.review"): OWN_DRAFT,
    ("POST", "ticket_form.send"): OWN_DRAFT,
    ("GET", "ticket_form.sent"): TICKET_OWN,
    ("POST", "deflection.suggestions"): OPEN,
    ("POST", "deflection.openings"): OWN_FORM,
    ("POST", "deflection.dismissals"): OWN_FORM,
    ("POST", "deflection.undo"): OWN_FORM,
    ("GET", "deflection.ask_whether_solved"): OWN_FORM,
    ("POST", "deflection.solution"): OWN_FORM,
    ("GET", "deflection.solved"): OWN_FORM,
    ("POST", "deflection.go_back"): OWN_FORM,
    ("POST", "deflection.failed_step"): OPEN,
    # One's own tickets
    ("GET", "tickets.mine"): MEMBERS_READ,
    ("GET", "tickets.show"): TICKET_READ,
    ("GET", "tickets.news"): TICKET_OWN,
    ("POST", "tickets.read"): TICKET_WRITE,
    ("POST", "ticket_changes.agree"): TICKET_WRITE,
    ("POST", "ticket_changes.disagree"): TICKET_WRITE,
    ("POST", "ticket_changes.go_on"): TICKET_WRITE,
    ("POST", "ticket_changes.say"): TICKET_WRITE,
    ("POST", "ticket_changes.close"): TICKET_WRITE,
    ("POST", "ticket_changes.follow_up_on"): TICKET_WRITE,
    ("POST", "ticket_changes.ask_priority"): TICKET_WRITE,
    ("POST", "ticket_changes.ask_escalation"): TICKET_WRITE,
    ("GET", "ticket_edits.write"): TICKET_OWN,
    ("POST", "ticket_edits.correct"): TICKET_WRITE,
    ("GET", "ticket_files.show"): TICKET_READ,
    ("GET", "ticket_clock.show"): TICKET_READ,
    ("POST", "ticket_uploads.receive"): MEMBERS_WRITE,
    ("POST", "ticket_uploads.remove"): MEMBERS_WRITE,  # only ever takes away one's own
    # What one is told
    ("GET", "notices.mine"): MEMBERS_READ,
    ("GET", "notices.latest"): MEMBERS_READ,
    ("GET", "notices.follow"): TICKET_OWN,
    ("POST", "notices.read"): TICKET_WRITE,
    ("POST", "notices.read_all"): MEMBERS_WRITE,  # only ever reads one's own
    ("GET", "notice_choices.show"): MEMBERS_READ,
    ("POST", "notice_choices.keep"): MEMBERS_WRITE,
    ("GET", "unsubscribe.ask"): OPEN,  # the link is the right to, whoever opens it
    ("POST", "unsubscribe.stop"): OPEN,
    # The team's side
    ("GET", "workspace_parked.show"): DIRECTORS,
    ("POST", "workspace_parked.try_again"): DIRECTORS,
    ("POST", "workspace_parked.give_up"): DIRECTORS,
    ("GET", "workspace_queue.show"): TEAM,
    ("GET", "workspace_ticket.show"): TEAM,
    ("POST", "workspace_ticket.citing"): TEAM,
    ("GET", "staff_ticket_clock.show"): TEAM,
    ("POST", "workspace_ticket.messages"): TEAM_ACT,
    ("GET", "ticket_correcting.show"): TEAM_ACT,
    ("POST", "ticket_correcting.correct"): TEAM_ACT,
    ("GET", "ticket_merging.show"): TEAM_ACT,
    ("POST", "ticket_merging.confirm"): TEAM_ACT,
    ("GET", "workspace_verdicts.choosing"): TEAM,
    ("POST", "workspace_verdicts.giving"): TEAM,
    ("GET", "workspace_drafts.show"): TEAM,
    ("POST", "workspace_drafts.check"): TEAM,
    ("POST", "workspace_drafts.download"): TEAM,
    ("POST", "workspace_drafts.propose"): DIRECTORS,
    ("POST", "ticket_handling.assignment"): TEAM_ACT,
    ("POST", "ticket_handling.priority"): TEAM_ACT,
    ("POST", "ticket_handling.reopening"): TEAM_ACT,
    ("POST", "ticket_handling.resumption"): TEAM_ACT,
    ("POST", "ticket_handling.start"): TEAM_ACT,
    ("POST", "ticket_handling.taking"): TEAM_ACT,
    ("POST", "ticket_escalating.raising"): TEAM_ACT,
    ("POST", "ticket_escalating.acceptance"): DIRECTORS,
    ("POST", "ticket_escalating.refusal"): DIRECTORS,
    ("GET", "workspace_supervision.show"): DIRECTORS,
    ("GET", "workspace_deflection.show"): REVIEWERS,
    ("GET", "workspace_deflection.forms"): REVIEWERS,
    ("GET", "workspace_review.show"): REVIEWERS,
    ("GET", "workspace_review.export"): REVIEWERS,
    ("GET", "workspace_review.comments"): REVIEWERS,
    ("POST", "workspace_review.attend"): REVIEWERS,
    ("GET", "workspace_review_case.show"): REVIEWERS,
    ("POST", "workspace_review_case.queue"): REVIEWERS,
    ("POST", "workspace_review_case.take"): REVIEWERS,
    ("POST", "workspace_review_case.assign"): REVIEWERS,
    ("POST", "workspace_review_case.begin"): REVIEWERS,
    ("POST", "workspace_review_case.link"): REVIEWERS,
    ("POST", "workspace_review_case.dismiss"): REVIEWERS,
    ("POST", "workspace_review_case.reopen"): REVIEWERS,
    ("GET", "workspace.publishing"): PUBLISHERS,
    ("GET", "workspace.past_publication"): PUBLISHERS,
    ("GET", "workspace_synonyms.show"): PUBLISHERS,
    ("POST", "workspace_synonyms.refusal"): PUBLISHERS,
    ("GET", "workspace_gaps.show"): REVIEWERS,
    ("GET", "workspace_gaps.export"): REVIEWERS,
    ("GET", "workspace_gaps_case.one"): REVIEWERS,
    ("POST", "workspace_gaps_case.assignment"): REVIEWERS,
    ("POST", "workspace_gaps_case.dismissal"): REVIEWERS,
    ("POST", "workspace_gaps_case.reopening"): REVIEWERS,
    ("GET", "workspace_gaps_case.stub"): REVIEWERS,
    ("POST", "workspace_gaps_case.branch"): PUBLISHERS,
    ("GET", "workspace_gaps_synonym.show"): REVIEWERS,
    ("GET", "workspace_gaps_synonym.patch"): REVIEWERS,
    ("POST", "workspace_gaps_synonym.branch"): PUBLISHERS,
    ("GET", "workspace_freshness.show"): REVIEWERS,
    ("GET", "workspace_freshness.export"): REVIEWERS,
    ("POST", "workspace_freshness.verified"): REVIEWERS,
    ("GET", "workspace_freshness_changes.show"): PUBLISHERS,
    ("POST", "workspace_freshness_changes.record"): PUBLISHERS,
    ("POST", "workspace_freshness_changes.undo"): PUBLISHERS,
}

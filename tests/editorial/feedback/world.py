"""What tests of feedback are made of: articles that Marta publishes, and readers who say what they think."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import select

from app.deflection.models import FormSession, FormStep
from app.deflection.vocabulary import Outcome, StepKind
from app.editorial.feedback.jobs import close_feedback, open_feedback
from app.editorial.feedback.models import FeedbackItem
from app.kernel.terms import Audience, Language
from app.knowledge.actions import cast_vote, give_reason
from app.knowledge.article import Article
from app.knowledge.live import LiveKnowledge
from app.knowledge.models import ArticleVote
from app.knowledge.readers import keep_reader, local_day
from app.knowledge.votes import Ballot, NoReason
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.web.identity import Reader
from tests.support.editor import Editor, text

ES, EN = Language.ES, Language.EN
NOW = datetime.now(UTC).replace(microsecond=0)  # git's commits are made now
LATER, A_DAY, A_WEEK = NOW + timedelta(minutes=5), timedelta(days=1), timedelta(days=7)
CAJA = {
    "tutoriales/caja.md": text("caja"),
    "tutoriales/caja.en.md": text("caja", "Do this.\n", finds="[about caja]"),
    "tutoriales/pago.md": text("pago"),
}


@dataclass
class World:
    """Who is there, and what is live."""

    marta: Editor
    live: LiveKnowledge
    person: Callable[[str], Reader]
    voters: "count[int]" = field(default_factory=count)

    def article(self, slug: str = "caja", language: Language = ES) -> Article:
        """Return a live article."""
        found = self.live.current().shelf(frozenset(Audience)).article(language, slug)
        assert found is not None
        return found

    def publish(self, files: Mapping[str, str], *message: str) -> str:
        """Commit with a message of several paragraphs, publish, and return the commit."""
        commit = self.marta.commit(files, "\n\n".join(message or ("Change",)))
        self.marta.publish()
        self.live.refresh()
        return commit

    def vote(
        self,
        helpful: int = 0,
        no: int = 0,
        *,
        of: Article | None = None,
        at: datetime = NOW - timedelta(hours=1),
        reason: NoReason | None = None,
        comment: str = "",
        contact: str = "",
        by_staff: bool = False,
    ) -> int:
        """Let readers vote on an article as it is live; return the last vote."""
        article, voter = of or self.article(), ""
        with transaction():
            for number in range(helpful + no):
                voter = f"voter {next(self.voters)}"
                cast_vote(article, article.revision, voter, number < helpful, by_staff, at)
                if number >= helpful and (reason or comment or contact):
                    ballot = Ballot(False, reason or NoReason.CONFUSING, comment, contact)
                    give_reason(article, article.revision, voter, ballot, at)
        return db.session.scalars(select(ArticleVote.id).where(ArticleVote.voter == voter)).one()

    def read(self, readers: int, *, of: Article | None = None, at: datetime = NOW) -> None:
        """Let so many people read an article."""
        article = of or self.article()
        with transaction():
            for _ in range(readers):
                keep_reader(f"reader {next(self.voters)}", article.id, article.language, local_day(at))

    def form(
        self,
        *dismissed: Article,
        at: datetime = NOW - timedelta(hours=1),
        shown: bool = True,
        outcome: Outcome = Outcome.SUBMITTED,
        arrival: str = "",
        language: Language = ES,
    ) -> None:
        """Let somebody fill in a form in which articles do not help."""
        with transaction():
            form = FormSession(
                form_key=f"form {next(self.voters)}",
                language=language,
                held_out=False,
                started_at=at,
                last_seen_at=at,
                outcome=outcome,
                outcome_at=at,
                arrival_article_id=arrival,
            )
            db.session.add(form)
            db.session.flush()
            kinds = [StepKind.SHOWN, StepKind.DISMISSED] if shown else [StepKind.DISMISSED]
            for article in dismissed:
                for kind in kinds:
                    db.session.add(
                        FormStep(
                            session_id=form.id,
                            kind=kind,
                            article_id=article.id,
                            revision=article.revision,
                            taken_at=at,
                        )
                    )

    def opens(self, now: datetime = NOW) -> int:
        """Run the job that opens items."""
        return open_feedback(now)

    def closes(self, now: datetime = LATER) -> int:
        """Run the job that closes items."""
        return close_feedback(now)

    def items(self) -> list[FeedbackItem]:
        """Return all items, as they stand now."""
        db.session.rollback()
        db.session.expire_all()
        return list(db.session.scalars(select(FeedbackItem).order_by(FeedbackItem.id)))

    def told(self) -> list[int]:
        """Return the votes whose readers are told, in order."""
        db.session.rollback()
        events = select(OutboxEvent).where(OutboxEvent.name == "article fixed").order_by(OutboxEvent.id)
        return [event.payload["vote_id"] for event in db.session.scalars(events)]

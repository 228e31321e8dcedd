"""A word of its own in every private field, and who may read it (security 16, G5)."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask
from flask_security import hash_password

from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import GuessCount, Person, RoleGrant, SignIn
from app.deflection.ledger import Arrival, Asker, note_failed_step, start
from app.editorial.feedback.recording import begin
from app.editorial.feedback.recording import record as record_feedback
from app.editorial.feedback.vocabulary import Cause
from app.editorial.freshness.models import AreaChange
from app.editorial.gaps.models import ContentGap, GapChange, GapPhrase, SynonymRefusal
from app.editorial.gaps.vocabulary import Deed, GapState, Source
from app.editorial.proposing.models import SynonymProposal
from app.escalation.actions import decline, request_escalation
from app.escalation.vocabulary import RequestOrigin
from app.incidents.actions import Announcement, end_incident, link, start_incident
from app.incidents.models import Incident
from app.jobs.models import Heartbeat, JobRun
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, Priority, ProductArea, Role, SupportLevel, TicketType
from app.knowledge.models import ArticleVote, ReadingMark, VoteAttempt
from app.notifications.mail.unsubscribing import token_for
from app.notifications.models import ClosedMailbox, Delivery, Notice, NoticeHabit
from app.notifications.vocabulary import ChannelKind, NoticeKind, Topic, Urgency
from app.satisfaction.access import survey_of
from app.satisfaction.answers import rate
from app.satisfaction.invitations import invite
from app.satisfaction.links import token_of
from app.satisfaction.vocabulary import Opinion
from app.search.models import SearchOrigin
from app.search.query_log import AskedQuery, keep_query
from app.storage.blobs import current_blobs
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets.access import Viewer, viewer_of
from app.tickets.actions import assign, correct_priority, request_priority
from app.tickets.conversation import note, reply, resolve
from app.tickets.details import Details, Submission
from app.tickets.drafts import Visitor, keep_draft, new_form_key
from app.tickets.editing import edit
from app.tickets.merging import merge
from app.tickets.models import Ticket, TicketAttachment
from app.tickets.recording import record
from app.tickets.submitting import submit_ticket
from app.tickets.uploads import UploadLimits, attach_file, receive_file
from app.tickets.vocabulary import ChangeKind
from tests.accounts.signing_in import PASSWORD
from tests.support.hidden_articles import PUBLIC

ANA, PEDRO, VICTOR, MARTA, JUAN = "Ana", "Pedro", "Víctor", "Marta", "Juan"
CUSTOMERS = (ANA, PEDRO, VICTOR)
VISITOR = "a visitor"
EVERYBODY = (*CUSTOMERS, MARTA, JUAN, VISITOR)
NOBODY: tuple[str, ...] = ()
_PUBLISHERS = (JUAN, MARTA)  # they read what came of suggestions, without knowing of whom
_TOLD = ("title", "happened", "expected", "obtained", "steps")
_TECHNICAL = ("occurred", "browser", "system", "device", "screen", "page")


@dataclass
class Canaries:
    """The words, what each stands for, and who may read it.

    All of these do read it, or the test saw nothing, but for what no page shows (``unshown``).
    """

    places: dict[str, str] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    unshown: set[str] = field(default_factory=set)

    def word(self, place: str, readers: Iterable[str]) -> str:
        """Return a word that nobody else writes."""
        digest = hashlib.sha256(place.encode()).digest()
        return self.mark("xq" + "".join(chr(ord("a") + byte % 26) for byte in digest[:12]), place, readers)

    def mark(self, secret: str, place: str, readers: Iterable[str]) -> str:
        """Watch something that is private as it is, such as the number of a ticket."""
        assert secret not in self.places, f"{place} again"
        self.places[secret] = place
        self.readers[secret] = frozenset(readers)
        return secret

    def of(self, reader: str) -> frozenset[str]:
        """Return the places that ``reader`` may read."""
        return frozenset(self.places[word] for word, readers in self.readers.items() if reader in readers)


@dataclass
class Planted:
    """The words, everybody's e-mail address, and what can stand in addresses by the parameter's name."""

    canaries: Canaries = field(default_factory=Canaries)
    emails: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # of the link to each customer's survey
    tickets: dict[str, str] = field(default_factory=dict)  # the number of each customer's first one
    forms: dict[str, str] = field(default_factory=dict)  # the key of each customer's unfinished one
    references: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    ways_out: list[str] = field(default_factory=list)  # tokens of the links that end a kind of letter


def plant(app: Flask) -> Planted:
    """Let everybody have everything that is theirs, each with its word."""
    planted = Planted()
    with app.app_context():
        password = str(hash_password(PASSWORD))
        with transaction():
            people = _people(planted, password)
            db.session.flush()
            describe_agent(people[JUAN], level=SupportLevel.DEVELOPMENT, languages=Language)
        viewers = {name: viewer_of(reader_of(person)) for name, person in people.items()}
        for name in CUSTOMERS:
            _Customer(planted, name, viewers[name], viewers[JUAN], utc_now()).plant()
        with transaction():
            _plant_incidents(planted, viewers[JUAN], utc_now())
            _plant_records(planted.canaries, people[PEDRO], utc_now())
            _plant_gap(planted, people[JUAN], utc_now())
            _plant_feedback(planted.canaries, people[MARTA], utc_now())
            _plant_freshness(planted.canaries, people[JUAN], utc_now())
    return planted


def _people(planted: Planted, password: str) -> dict[str, Person]:
    people = {}
    for name in (*CUSTOMERS, MARTA, JUAN):
        readers = {JUAN: (*CUSTOMERS, JUAN, MARTA), MARTA: (MARTA, JUAN)}.get(name, (name, JUAN))
        knowing = (name, JUAN) if name in CUSTOMERS else (name,)  # letters name it
        email = f"{planted.canaries.word(f'e-mail of {name}', knowing)}@tienda.example"
        roles = {JUAN: [Role.AGENT, Role.SUPERVISOR], MARTA: [Role.EDITOR]}.get(name, [])
        people[name] = Person(
            email=email,
            name=f"{name} {planted.canaries.word(f'family name of {name}', readers)}",
            password=password,
            plan=Plan.VIP if name == VICTOR else Plan.REGULAR,
            roles=[RoleGrant(role=role) for role in roles],
        )
        planted.emails[name] = email
        db.session.add(people[name])
    db.session.flush()
    for name, person in people.items():
        planted.canaries.mark(person.fs_uniquifier, f"session name of {name}", NOBODY)
    planted.canaries.mark(password, "hash of the password", NOBODY)
    return people


@dataclass
class _Customer:
    """Somebody with tickets, a survey and an unfinished form."""

    planted: Planted
    name: str
    me: Viewer
    juan: Viewer
    now: datetime

    def plant(self) -> None:
        first = self._sent("first ticket")
        self.planted.tickets[self.name] = first.reference
        self._converse(first)
        with transaction():
            self._change(first)
        with transaction():
            self._escalate(first)
            self._tell(first)
        second = self._sent("merged ticket")
        with transaction():
            merge(second, first, self.juan, self.now)
        self._rate(self._sent("solved ticket"))
        self._begin_a_form()

    def _word(self, what: str, *others: str) -> str:
        return self.planted.canaries.word(f"{what} of {self.name}", (self.name, *others))

    def _hidden(self, what: str, *readers: str) -> str:
        return self.planted.canaries.word(f"{what} on {self.name}", readers)

    def _sent(self, what: str) -> Ticket:
        """Return a ticket with a word in every field, and a file."""
        form_key = new_form_key()
        told = {name: self._word(f"{name} of the {what}", JUAN) for name in (*_TOLD, *_TECHNICAL)}
        self._file(self.me, form_key, f"file of the {what}", (self.name, JUAN))
        reason = self._word(f"reason of the priority of the {what}", JUAN)
        with transaction():
            ticket = submit_ticket(
                self.me,
                form_key,
                Submission(
                    details=Details(type=TicketType.TECHNICAL, **told),
                    priority=Priority.HIGH,
                    priority_reason=reason,
                ),
                self.now,
            )
        self.planted.references.append(ticket.reference)
        self.planted.canaries.mark(
            ticket.reference, f"number of the {what} of {self.name}", (self.name, JUAN)
        )
        self.planted.canaries.mark(form_key, f"key of the {what} of {self.name}", NOBODY)
        self.planted.canaries.mark(ticket.form_digest, f"digest of the {what} of {self.name}", NOBODY)
        return ticket

    def _converse(self, ticket: Ticket) -> None:
        both, team = (self.name, JUAN), (JUAN,)
        for author, act, what, readers in (
            (self.juan, reply, "answer of the team", both),
            (self.juan, note, "note", team),
            (self.me, reply, "message", both),
        ):
            form_key = new_form_key()
            self._file(author, form_key, f"file of the {what}", readers)
            self.planted.canaries.mark(form_key, f"key of the {what} on {self.name}", NOBODY)
            with transaction():
                act(ticket, author, self._hidden(what, *readers), form_key, self.now)

    def _change(self, ticket: Ticket) -> None:
        assign(ticket, self.juan, None, self.now, self._hidden("reason of handing over", JUAN))
        assign(ticket, self.juan, self.juan.person_id, self.now)
        correct_priority(
            ticket,
            self.juan,
            Priority.HIGH,
            Priority.LOW,
            self._word("reason of the team's priority", JUAN),
            self.now,
        )
        request_priority(
            ticket, self.me, Priority.CRITICAL, self._word("reason of asking for more", JUAN), self.now
        )
        title = self._word("corrected title", JUAN)
        edit(ticket, self.me, ticket.version, {"title": title}, self.now)
        why = self._hidden("reason of another level", JUAN)
        record(ticket, ChangeKind.LEVEL, self.juan, self.now, field="level", before="1", to="3", reason=why)

    def _escalate(self, ticket: Ticket) -> None:
        why = self._word("reason of escalating", JUAN)
        request = request_escalation(ticket, self.me, why, RequestOrigin.BUTTON, self.now)
        decline(request, self.juan, self._word("answer to escalating", JUAN), self.now)

    def _tell(self, ticket: Ticket) -> None:
        """Tell of the ticket, in the bell and by a letter that did not arrive."""
        notice = Notice(
            key=self._hidden("key of the notice"),
            person_id=self.me.person_id,
            kind=NoticeKind.TICKET_OPENED,
            urgency=Urgency.NORMAL,
            ticket_id=ticket.id,
            facts={"planted": self._hidden("facts of the notice")},
            occurred_at=self.now,
        )
        db.session.add(notice)
        db.session.flush()
        self.planted.notices.append(str(notice.id))
        self.planted.ways_out.append(token_for(self.me.person_id, Topic.MY_TICKETS))
        letter = Delivery(
            notice_id=notice.id,
            person_id=self.me.person_id,
            channel=ChannelKind.EMAIL,
            subject=self._hidden("subject of the letter"),
            message_id=self._hidden("number of the letter"),
            claimed_by=self._hidden("claimant of the letter"),
            last_error=self._hidden("fault of the letter", JUAN),
            due_at=self.now,
            parked_at=self.now,
        )
        db.session.add(letter)
        if self.name == VICTOR:
            phone = self._word("telephone")
            db.session.add(NoticeHabit(person_id=self.me.person_id, phone=phone))

    def _rate(self, ticket: Ticket) -> None:
        with transaction():
            resolve(ticket, self.juan, self._word("solution", JUAN), new_form_key(), self.now)
        with transaction():
            invite(ticket.id)
        survey = survey_of(self.me, ticket)
        assert survey is not None
        with transaction():
            rate(survey, Opinion(2, self._word("comment of the survey", JUAN)), self.now)
        self.planted.tokens[self.name] = token_of(survey.invitation)
        self.planted.canaries.mark(survey.invitation.nonce, f"nonce of the survey of {self.name}", NOBODY)

    def _begin_a_form(self) -> None:
        form_key = self.planted.forms[self.name] = new_form_key()
        content = {
            name: self._word(f"{name} of the draft") for name in (*_TOLD, *_TECHNICAL, "priority_reason")
        }
        self._file(self.me, form_key, "file of the draft", (self.name,))
        arrival = Arrival(
            Language.ES,
            query=self._hidden("query of the form", *_PUBLISHERS),
            query_token=self._hidden("search before the form"),
            article_id=PUBLIC,
            step=self._hidden("step of the form", *_PUBLISHERS),
        )
        asker = Asker(self.me.person_id, self._hidden("visitor of the form"))
        with transaction():
            keep_draft(self.me, form_key, content, self.now)
            start(form_key, asker, arrival, self.now)
            failed = self._hidden("failed step of the form", *_PUBLISHERS)
            note_failed_step(PUBLIC, "1", failed, self.now, form_key)
        self.planted.canaries.unshown.add(f"step of the form on {self.name}")  # of a step there is not
        self.planted.canaries.mark(form_key, f"key of the draft of {self.name}", (self.name,))

    def _file(self, author: Viewer, form_key: str, what: str, readers: Iterable[str]) -> None:
        """Put a file into a form: its name, its text and its address are private."""
        place = f"{what} on {self.name}"
        words = self.planted.canaries.word(f"text in the {place}", readers)
        name = f"{self.planted.canaries.word(f'name of the {place}', readers)}.txt"
        taken = receive_file(current_blobs(), name, io.BytesIO(words.encode()), UploadLimits())
        with transaction():
            kept: TicketAttachment = attach_file(author, form_key, taken, self.now, UploadLimits())
        self.planted.files.append(kept.name)
        self.planted.canaries.mark(kept.name, f"address of the {place}", readers)
        self.planted.canaries.mark(kept.sha256, f"digest of the {place}", NOBODY)


def _plant_incidents(planted: Planted, juan: Viewer, now: datetime) -> None:
    known = Announcement(title_es="Algo lento", title_en="Something slow", known_es="Ya lo vemos.")
    planted.incidents.append(start_incident(juan, known, now).name)
    word, team = planted.canaries.word, (JUAN,)
    told = {
        name: word(f"{name} of what is over", team)
        for name in ("title_es", "title_en", "known_es", "known_en")
    }
    over: Incident = start_incident(juan, Announcement(**told), now)
    ticket = db.session.query(Ticket).filter_by(reference=planted.tickets[PEDRO]).one()
    link(over, ticket, juan, now)
    planted.canaries.unshown |= {f"known_{language} of what is over" for language in Language}
    end_incident(over, juan, word("solution of what is over", (PEDRO, JUAN)), now)
    planted.canaries.mark(over.name, "address of what is over", team)
    planted.incidents.append(over.name)


def _plant_gap(planted: Planted, juan: Person, now: datetime) -> None:
    """Plant what people look for in vain, and why an editor put something aside."""
    word = planted.canaries.word
    gap = ContentGap(
        language=Language.ES,
        name=word("name of a gap", _PUBLISHERS),
        stems=word("stems of a gap", NOBODY),
        commit=word("commit of a gap", _PUBLISHERS),
        generation=word("generation of a gap", NOBODY),
        near=[word("article near a gap", _PUBLISHERS)],
        state=GapState.DISMISSED,
        opened_at=now,
        counted_at=now,
    )
    planted.canaries.unshown.add("commit of a gap")  # the beginning of it is
    db.session.add(gap)
    db.session.flush()
    said = word("phrase of a gap", _PUBLISHERS)
    why = word("why a gap was dismissed", _PUBLISHERS)
    db.session.add_all(
        [
            GapPhrase(gap_id=gap.id, source=Source.SEARCH, text=said, people=9),
            GapChange(
                gap_id=gap.id,
                changed_at=now,
                actor_id=juan.id,
                deed=Deed.DISMISSED,
                before=GapState.NEW,
                after=GapState.DISMISSED,
                words=why,
            ),
            SynonymRefusal(
                language=Language.ES,
                first_stems=word("first phrase of a refusal", NOBODY),
                second_stems=word("second phrase of a refusal", NOBODY),
                people=9,
                reason=word("why a synonym was refused", NOBODY),
                refuser_id=juan.id,
                refused_at=now,
            ),
            SynonymProposal(
                language=Language.ES,
                first=word("first phrase of a proposed synonym", _PUBLISHERS),
                second=word("second phrase of a proposed synonym", _PUBLISHERS),
                people=9,
                reworded=9,
                by_first=0,
                by_second=0,
                queries=[word("query behind a proposed synonym", _PUBLISHERS)],
                articles=[PUBLIC],
            ),
        ]
    )
    planted.gaps.append(str(gap.id))


def _plant_freshness(canaries: Canaries, juan: Person, now: datetime) -> None:
    """Plant a change of the product that editors read, and a letter to a reader without an account."""
    told = Notice(
        key=canaries.word("key of a reader's notice", NOBODY),
        kind=NoticeKind.ARTICLE_FIXED,
        urgency=Urgency.NORMAL,
        occurred_at=now,
    )
    what = canaries.word("change of an area", _PUBLISHERS)
    change = AreaChange(area=ProductArea.PRODUCTS, changed_on=now.date(), what=what, recorded_at=now)
    change.recorded_by_id = juan.id
    mailbox = canaries.word("closed mailbox", NOBODY)
    db.session.add_all([told, change, ClosedMailbox(mailbox=mailbox, closed_at=now)])
    db.session.flush()
    db.session.add(
        Delivery(
            notice_id=told.id,
            address=canaries.word("address of a reader", NOBODY),
            channel=ChannelKind.EMAIL,
            subject=canaries.word("mailbox of a reader", NOBODY),
            due_at=now,
            parked_at=now,
        )
    )


def _plant_feedback(canaries: Canaries, marta: Person, now: datetime) -> None:
    """Plant what the team says of a complaint, and who read the article."""
    item = begin(PUBLIC, Language.ES, "r1", frozenset({Cause.ASKED}), now, marta.id)
    assert item is not None
    words = canaries.word("words about a complaint", (JUAN, MARTA))
    record_feedback(item, item.state, now, marta.id, words)
    reader = canaries.word("reader of an article", NOBODY)
    db.session.add(ReadingMark(reader=reader, article_id=PUBLIC, language=Language.ES, day=now.date()))


def _plant_records(canaries: Canaries, pedro: Person, now: datetime) -> None:
    """Plant what the house keeps for itself."""

    def word(what: str) -> str:
        return canaries.word(f"{what} in the records", NOBODY)

    keep_query(word("token"), word("visitor"), AskedQuery(word("query"), Language.ES, SearchOrigin.FORM), now)
    keep_draft(
        Visitor(word("holder of a draft")[:32]), new_form_key(), {"title": word("a visitor's title")}, now
    )
    db.session.add_all(
        [
            ArticleVote(
                article_id=PUBLIC,
                revision=word("revision"),
                language=Language.ES,
                voter=word("voter"),
                by_staff=False,
                helpful=False,
                comment=canaries.word("comment in the records", (JUAN, MARTA)),  # the team reads it
                contact=word("contact"),
                cast_at=now,
            ),
            SignIn(
                secret_hash=word("sign-in"),
                person_id=pedro.id,
                created_at=now,
                last_seen_at=now,
                address=word("address"),
                user_agent=word("browser"),
            ),
            VoteAttempt(voter=word("presser"), address=word("presser's address"), attempted_at=now),
            GuessCount(subject=word("guessed account"), failures=1, last_failed_at=now, blocked_until=now),
            Heartbeat(worker=word("worker"), began_at=now, beat_at=now),
            JobRun(name=word("job"), claimed_by=word("claimant"), due_at=now, last_error=word("fault")),
            OutboxEvent(
                name="planted",
                subject=word("subject"),
                key=word("key"),
                payload={"text": word("payload"), "email": pedro.email},
                occurred_at=now,
                due_at=now,
                claimed_by=word("relay"),
                last_error=word("fault of an event"),
            ),
        ]
    )

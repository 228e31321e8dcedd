"""The cast with accounts, and a thing of Ana's for each route to be called with."""

import io
import re
from dataclasses import dataclass, field

from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.accounts.actions import disable
from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person, RoleGrant
from app.deflection.ledger import Arrival, Asker, start
from app.editorial.feedback.recording import begin
from app.editorial.feedback.vocabulary import Cause
from app.editorial.freshness.models import AreaChange
from app.editorial.gaps.models import ContentGap
from app.incidents.actions import Announcement, start_incident
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, ProductArea, Role, SupportLevel
from app.knowledge.models import ArticleVote
from app.notifications.mail.unsubscribing import token_for
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind, NoticeKind, Topic, Urgency
from app.satisfaction.invitations import invite
from app.satisfaction.links import token_of
from app.satisfaction.models import SurveyInvitation
from app.storage.blobs import current_blobs
from app.storage.database import db, transaction
from app.tickets.access import Viewer, viewer_of
from app.tickets.conversation import ask, resolve
from app.tickets.drafts import keep_draft, new_form_key
from app.tickets.models import Ticket
from app.tickets.submitting import submit_ticket
from app.tickets.uploads import UploadLimits, attach_file, receive_file
from tests.accounts.signing_in import Browser
from tests.security.matrix import Who
from tests.tickets.cast import a_case

ARTICLE = "producto-no-se-guarda"
_PEOPLE: dict[Who, tuple[str, Plan, tuple[Role, ...], SupportLevel | None]] = {
    Who.ANA: ("ana", Plan.REGULAR, (), None),
    Who.PEDRO: ("pedro", Plan.REGULAR, (), None),
    Who.VICTOR: ("victor", Plan.VIP, (), None),
    Who.JUAN: ("juan", Plan.REGULAR, (Role.AGENT,), SupportLevel.ASSIGNED_AGENT),
    Who.LUISA: ("luisa", Plan.REGULAR, (Role.AGENT,), SupportLevel.SENIOR_SPECIALIST),
    Who.SOFIA: ("sofia", Plan.REGULAR, (Role.SUPERVISOR,), None),
    Who.MARTA: ("marta", Plan.REGULAR, (Role.EDITOR,), None),
    Who.GONE: ("gerardo", Plan.REGULAR, (Role.SUPERVISOR,), None),
}
_RESOLVED = {"ticket_changes.agree", "ticket_changes.disagree", "ticket_handling.reopening"}
_SOLVED = {f"workspace_drafts.{each}" for each in ("show", "check", "download", "propose")}
_WAITING = {"ticket_changes.go_on", "ticket_handling.resumption"}


@dataclass(frozen=True)
class World:
    """The cast as tickets know them, and what stands in the addresses of things of Ana's."""

    app: Flask
    ana: Viewer
    luisa: Viewer
    another: str
    _shown: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """Return what forms send, right for most routes, so that it is the person who is refused."""
        about = {
            "title": "Otro título",
            "happened": "Algo",
            "type": "technical",
            "language": "es",
            "version": "1",
        }
        said = {
            "kind": "reply",
            "then": "send",
            "last_message": "999999",
            "last_change": "999999",
            "text": "Hola",
            "message": "Hola",
            "reason": "Urge",
            "priority_reason": "Urge",
        }
        chosen = {"priority": "high", "seen_priority": "medium", "seen_assignee": str(self.luisa.person_id)}
        other = {"into": self.another, "article": ARTICLE, "form_key": new_form_key()}
        return about | said | chosen | other

    def address(self, endpoint: str) -> str:
        """Return where a route is for a thing of Ana's that nobody has touched."""
        names = {name for rule in self.app.url_map.iter_rules(endpoint) for name in rule.arguments}
        with self.app.app_context():
            values = {name: value for name, value in self._values(endpoint, names).items() if name in names}
        with self.app.test_request_context(base_url="http://localhost"):
            return self.app.url_for(endpoint, **values)

    def shown_address(self, endpoint: str) -> str:
        """Return where a route is for the one thing that everybody tries; see ``touched``."""
        if endpoint not in self._shown:
            self._shown[endpoint] = self.address(endpoint)
        return self._shown[endpoint]

    def touched(self, endpoint: str) -> None:
        """Give whoever comes next another thing: somebody did something to this one."""
        self._shown.pop(endpoint, None)

    def browser_of(self, who: Who) -> tuple[Browser, str]:
        """Return the person's browser, signed in, and the token that its forms carry."""
        browser = Browser(self.app)
        if who is Who.STRANGER:
            return browser, browser.token_of("/account/login")
        email = f"{_PEOPLE[who][0]}@demo.tuqr.com"
        assert browser.sign_in(email).status_code == 302
        token = browser.token_of("/account/password")
        if who is Who.GONE:
            with self.app.app_context(), transaction():
                disable(db.session.scalars(select(Person).filter_by(email=email)).one(), now=utc_now())
            token = browser.token_of("/account/login") or token
        return browser, token

    def _values(self, endpoint: str, names: set[str]) -> dict[str, str]:
        values = {"language": "es", "slug": ARTICLE, "article_id": ARTICLE}
        if "generation" in names:
            values["generation"] = self.app.extensions["knowledge"].current().name
        if endpoint in {"articles.category", "feeds.of_category"}:
            values["slug"] = "tutoriales"
        if "digest" in names:
            values["digest"], values["name"] = _picture_of_an_article(self.app)
        elif "incidents" in endpoint and "name" in names:
            values["name"] = self._incident()
        elif "name" in names:
            values["name"] = self._file()
        if "reference" in names:
            values["reference"] = self._ticket(endpoint).reference
        if "unsubscribe" in endpoint:
            values["token"] = token_for(self.ana.person_id, Topic.MY_TICKETS)
        elif "token" in names:
            values["token"] = self._token(self._ticket(endpoint))
        if "form_key" in names:
            values["form_key"] = self._form()
        if "gap_number" in names:
            values["gap_number"] = self._gap()
        if "notice_id" in names:
            values["notice_id"] = str(self._notice().id)
        if "delivery_id" in names:
            values["delivery_id"] = self._parked_delivery()
        if "change_id" in names:
            values["change_id"] = self._area_change()
        if "item_number" in names:
            values["item_number"] = self._feedback()
        if "vote_id" in names:
            values["vote_id"] = self._comment()
        return values

    def _ticket(self, endpoint: str) -> Ticket:
        now = utc_now()
        with transaction():
            ticket = submit_ticket(self.ana, new_form_key(), a_case(), now)
            ticket.level, ticket.assignee_id = SupportLevel.SENIOR_SPECIALIST.value, self.luisa.person_id
            if endpoint in _RESOLVED | _SOLVED or "satisfaction" in endpoint:
                resolve(ticket, self.luisa, "Corregido", new_form_key(), now)
            elif endpoint in _WAITING:
                ask(ticket, self.luisa, "¿Qué versión?", new_form_key(), now)
        return ticket

    def _notice(self) -> Notice:
        now, ticket = utc_now(), self._ticket("")
        with transaction():
            told = Notice(
                key=new_form_key(),
                person_id=self.ana.person_id,
                kind=NoticeKind.TICKET_OPENED,
                urgency=Urgency.NORMAL,
                ticket_id=ticket.id,
                occurred_at=now,
            )
            db.session.add(told)
        return told

    def _parked_delivery(self) -> str:
        now, told = utc_now(), self._notice()
        with transaction():
            letter = Delivery(
                notice_id=told.id,
                person_id=told.person_id,
                channel=ChannelKind.EMAIL,
                subject="a ticket",
                due_at=now,
                parked_at=now,
            )
            db.session.add(letter)
        return str(letter.id)

    def _area_change(self) -> str:
        now = utc_now()
        with transaction():
            change = AreaChange(
                area=ProductArea.PLATFORM,
                changed_on=now.date(),
                what=f"Cambio {now.isoformat()}",
                recorded_by_id=self.luisa.person_id,
                recorded_at=now,
            )
            db.session.add(change)
        return str(change.id)

    def _feedback(self) -> str:
        with transaction():
            item = begin(f"articulo-{new_form_key()}", Language.ES, "r1", frozenset({Cause.ASKED}), utc_now())
        assert item is not None
        return str(item.id)

    def _comment(self) -> str:
        with transaction():
            vote = ArticleVote(
                article_id=ARTICLE,
                revision="r1",
                language=Language.ES,
                voter=new_form_key(),
                by_staff=False,
                helpful=False,
                comment="Falta un paso",
                cast_at=utc_now(),
            )
            db.session.add(vote)
        return str(vote.id)

    def _gap(self) -> str:
        now = utc_now()
        with transaction():
            gap = ContentGap(language=Language.ES, name="perros", stems="perr", opened_at=now, counted_at=now)
            db.session.add(gap)
        return str(gap.id)

    def _incident(self) -> str:
        with transaction():
            return start_incident(self.luisa, Announcement(title_es="Caído"), utc_now()).name

    def _file(self) -> str:
        ticket = self._ticket("")
        taken = receive_file(current_blobs(), "captura.png", picture(), UploadLimits())
        with transaction():
            kept = attach_file(self.ana, new_form_key(), taken, utc_now(), UploadLimits())
            kept.ticket_id = ticket.id
        return kept.name

    def _token(self, ticket: Ticket) -> str:
        with transaction():
            invite(ticket.id)
        invitation = db.session.scalars(select(SurveyInvitation).filter_by(ticket_id=ticket.id)).one()
        return token_of(invitation)

    def _form(self) -> str:
        form_key = new_form_key()
        with transaction():
            keep_draft(self.ana, form_key, {"title": "No guarda"}, utc_now())
            start(form_key, Asker(self.ana.person_id, ""), Arrival(Language.ES), utc_now())
        return form_key


def populate(app: Flask, password_hash: str) -> World:
    """Give everybody an account, and Ana a ticket."""
    with app.app_context():
        with transaction():
            people = {who: _enrol(who, password_hash) for who in _PEOPLE}
            db.session.flush()
            for who, (*_, level) in _PEOPLE.items():
                if level:
                    describe_agent(people[who], level=level, languages=Language)
        ana = viewer_of(reader_of(people[Who.ANA]))
        with transaction():
            another = submit_ticket(ana, new_form_key(), a_case(), utc_now())
        return World(app, ana, viewer_of(reader_of(people[Who.LUISA])), another.reference)


def picture() -> io.BytesIO:
    """Return a small picture."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "PNG")
    content.seek(0)
    return content


def _enrol(who: Who, password_hash: str) -> Person:
    name, plan, roles, _level = _PEOPLE[who]
    grants = [RoleGrant(role=role) for role in roles]
    person = Person(email=f"{name}@demo.tuqr.com", name=name, password=password_hash, plan=plan, roles=grants)
    db.session.add(person)
    return person


def _picture_of_an_article(app: Flask) -> tuple[str, str]:
    page = app.test_client().get("/es/articles/configurar-inventario-ueps").get_data(as_text=True)
    found = re.search(r"/media/([0-9a-f]+)/([\w.-]+)", page)
    assert found, "the article has a picture"
    return found[1], found[2]

"""People, the roles given to them, their sign-ins, and the count of wrong guesses."""

import secrets
from datetime import datetime
from enum import StrEnum

from flask_security import RoleMixin, UserMixin, verify_password
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, Role, SupportLevel, TicketType
from app.storage.columns import Term, TermSet, UtcDateTime
from app.storage.database import Base


def address_of(email: str) -> str:
    """Return the one spelling under which an e-mail address is kept and looked up."""
    return email.strip().lower()


class Person(Base, UserMixin):
    """Somebody with an account."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(String(255))
    plan: Mapped[Plan] = mapped_column(Term(Plan), default=Plan.REGULAR)
    language: Mapped[Language] = mapped_column(Term(Language), default=Language.ES)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: secrets.token_hex(32))

    roles: Mapped[list["RoleGrant"]] = relationship(  # type: ignore[assignment]  # ours, not any RoleMixin
        lazy="selectin", cascade="all, delete-orphan", order_by="RoleGrant.id"
    )

    @validates("email")
    def _keep_one_spelling(self, _column: str, email: str) -> str:
        return address_of(email)

    @property
    def active(self) -> bool:  # type: ignore[override]  # told by disabled_at, never set
        """Say whether the account is open; a disabled person cannot sign in."""
        return self.disabled_at is None

    @property
    def role_set(self) -> frozenset[Role]:
        """Return the person's roles; whoever was given none is a requester."""
        return frozenset(grant.role for grant in self.roles) or frozenset({Role.REQUESTER})

    def verify_and_update_password(self, password: str | bytes) -> bool:
        """Check the password and write nothing; the form renews an old hash in a transaction of its own."""
        return bool(verify_password(password, self.password))


class RoleGrant(Base, RoleMixin):
    """A role given to a person."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(Term(Role))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    @property
    def name(self) -> str:  # type: ignore[override]  # told by the role, never set
        """Return the role's word, as Flask-Security asks for it."""
        return self.role.value


class EndReason(StrEnum):
    """Why a sign-in ended."""

    SIGNED_OUT = "signed out"
    REPLACED = "replaced"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # a reason, not a password
    ROLES_CHANGED = "roles changed"
    DISABLED = "disabled"


class SignIn(Base):
    """One browser a person signed in with; the row, not the cookie, says whether it still counts."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[EndReason | None] = mapped_column(Term(EndReason))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class GuessCount(Base):
    """How many sign-ins failed lately for one account or from one network address."""

    __tablename__ = "guess_counts"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    blocked_until: Mapped[datetime] = mapped_column(UtcDateTime)


class AgentProfile(Base):
    """What an agent can answer; without specialities they take every type of ticket."""

    __tablename__ = "agent_profiles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    level: Mapped[int] = mapped_column(default=SupportLevel.ASSIGNED_AGENT.value)
    specialities: Mapped[frozenset[TicketType]] = mapped_column(TermSet(TicketType), default=frozenset)
    languages: Mapped[frozenset[Language]] = mapped_column(TermSet(Language), default=frozenset)

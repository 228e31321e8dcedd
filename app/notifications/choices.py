"""What a person chose: by which way they are told of what, and how often they want e-mail."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.kernel.permissions import Permission
from app.kernel.terms import Plan
from app.notifications.catalogue import MANDATORY, Row, default_of, is_emergency
from app.notifications.models import ChannelChoice, NoticeHabit
from app.notifications.vocabulary import ChannelKind, Rhythm, Topic
from app.storage.database import db
from app.tickets.models import Ticket

Chosen = Mapping[tuple[Topic, ChannelKind], bool]


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One box of the preferences; a ``mandatory`` one cannot be emptied."""

    topic: Topic
    channel: ChannelKind
    wanted: bool
    mandatory: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A person's preferences; ``phone`` is empty until they give one, and then WhatsApp can be used."""

    lines: tuple[ChoiceLine, ...]
    rhythm: Rhythm
    phone: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is kept of somebody's choices."""

    rhythm: Rhythm = Rhythm.AT_ONCE
    phone: str = ""
    chosen: Chosen = field(default_factory=dict)

    def wants(self, topic: Topic, channel: ChannelKind) -> bool:
        """Say whether the person is told of a topic by a way that its kinds can go."""
        return (topic, channel) in MANDATORY or self.chosen.get((topic, channel), True)


def choices_of(person: Person) -> Choices:
    """Return the preferences that ``person`` is offered, with what holds now."""
    wishes = wishes_of([person.id]).get(person.id, Wishes())
    return Choices(tuple(_lines(person, wishes)), wishes.rhythm, wishes.phone)


def topics_of(person: Person) -> tuple[Topic, ...]:
    """Return the topics that can reach a person, by what they may do."""
    reader = reader_of(person)
    needs = {
        Topic.WORK: Permission.ANSWER_TICKETS,
        Topic.PROMISES: Permission.ANSWER_TICKETS,
        Topic.SUPERVISION: Permission.DIRECT_TICKETS,
    }
    return tuple(topic for topic in Topic if topic not in needs or reader.may(needs[topic]))


def can_choose(person: Person, topic: Topic, channel: ChannelKind) -> bool:
    """Say whether this is a box of the person's preferences that can be changed."""
    offered = {(line.topic, line.channel): line for line in choices_of(person).lines}
    line = offered.get((topic, channel))
    return line is not None and not line.mandatory


def channels_for(row: Row, ticket: Ticket | None, wishes: Wishes) -> tuple[ChannelKind, ...]:
    """Return the ways beside the bell by which a line of the catalogue goes to somebody."""
    return tuple(
        channel
        for channel in ChannelKind
        if channel in row.channels and wishes.wants(row.topic, channel) and _is_open(channel, ticket, wishes)
    )


def wishes_of(people: Collection[int]) -> Mapping[int, Wishes]:
    """Return what people chose, of those who chose something. Two statements for each 500."""
    found: dict[int, Wishes] = {}
    ordered = sorted(people)
    for start in range(0, len(ordered), 500):
        found |= _some_wishes(ordered[start : start + 500])
    return found


def _some_wishes(people: Collection[int]) -> dict[int, Wishes]:
    chosen: dict[int, dict[tuple[Topic, ChannelKind], bool]] = {}
    for row in db.session.scalars(select(ChannelChoice).where(ChannelChoice.person_id.in_(people))):
        chosen.setdefault(row.person_id, {})[row.topic, row.channel] = row.wanted
    kept = db.session.scalars(select(NoticeHabit).where(NoticeHabit.person_id.in_(people)))
    habits = {habit.person_id: habit for habit in kept}
    return {
        person_id: Wishes(
            habits[person_id].rhythm if person_id in habits else Rhythm.AT_ONCE,
            habits[person_id].phone if person_id in habits else "",
            chosen.get(person_id, {}),
        )
        for person_id in chosen.keys() | habits.keys()
    }


def _is_open(channel: ChannelKind, ticket: Ticket | None, wishes: Wishes) -> bool:
    return channel is not ChannelKind.WHATSAPP or (bool(wishes.phone) and is_emergency(ticket))


def _lines(person: Person, wishes: Wishes) -> Iterator[ChoiceLine]:
    for topic in topics_of(person):
        for channel in ChannelKind:
            if channel is ChannelKind.BELL:
                yield ChoiceLine(topic, channel, wanted=True, mandatory=True)
            elif default_of(topic, channel) and _is_offered(person, topic, channel):
                mandatory = (topic, channel) in MANDATORY
                yield ChoiceLine(topic, channel, wishes.wants(topic, channel), mandatory)


def _is_offered(person: Person, topic: Topic, channel: ChannelKind) -> bool:
    if channel is not ChannelKind.WHATSAPP:
        return True
    return topic is not Topic.MY_TICKETS or person.plan is Plan.VIP

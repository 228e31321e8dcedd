"""The rules of tickets, told the time and the facts: no database here."""

from datetime import timedelta
from itertools import chain, combinations, product

import pytest

from app.kernel.errors import RuleBroken
from app.kernel.terms import Language, Plan, Priority, SupportLevel, TicketType
from app.tickets.lifecycle import LIFECYCLE, Move, Stage, after, allows, can_reopen, moves_of
from app.tickets.references import new_reference, reference_in
from app.tickets.routing import Candidate, Need, best_candidate
from app.tickets.thanks import is_bare_thanks
from app.tickets.triage import chosen_priority, contradict, proposed_priority, require_type
from app.tickets.vocabulary import Impact, Side
from tests.tickets.cast import MONDAY

ALL_ANSWERS = [
    frozenset(chosen) for chosen in chain.from_iterable(combinations(Impact, size) for size in range(5))
]
BOTH = frozenset(Language)


def test_every_move_has_one_rule() -> None:
    assert sorted(rule.move for rule in LIFECYCLE) == sorted(Move)


def test_only_the_moves_of_the_table_are_possible() -> None:
    """The table is read here once more by hand: stage, side, and what they may do."""
    expected = {
        (Stage.OPEN, Side.REQUESTER): {Move.WITHDRAW},
        (Stage.OPEN, Side.STAFF): {Move.START, Move.ASK, Move.RESOLVE, Move.MERGE},
        (Stage.IN_PROGRESS, Side.REQUESTER): {Move.WITHDRAW},
        (Stage.IN_PROGRESS, Side.STAFF): {Move.ASK, Move.RESOLVE, Move.MERGE},
        (Stage.WAITING, Side.REQUESTER): {Move.WITHDRAW, Move.RESUME},
        (Stage.WAITING, Side.STAFF): {Move.ASK, Move.RESUME, Move.RESOLVE, Move.MERGE},
        (Stage.RESOLVED, Side.REQUESTER): {Move.CONFIRM, Move.REOPEN},
        (Stage.RESOLVED, Side.STAFF): {Move.REOPEN, Move.MERGE},
        (Stage.RESOLVED, Side.SYSTEM): {Move.LAPSE},
        (Stage.CLOSED, Side.REQUESTER): {Move.REOPEN},
        (Stage.CLOSED, Side.STAFF): {Move.REOPEN},
    }
    for stage, side in product(Stage, Side):
        assert moves_of(stage, side) == expected.get((stage, side), set()), (stage, side)


@pytest.mark.parametrize(("stage", "move", "side"), list(product(Stage, Move, Side)))
def test_a_move_that_is_not_allowed_is_refused_in_words(stage: Stage, move: Move, side: Side) -> None:
    if allows(stage, move, side):
        assert after(stage, move, side) in Stage
    else:
        with pytest.raises(RuleBroken):
            after(stage, move, side)


def test_a_closed_ticket_is_reopened_within_fourteen_days() -> None:
    assert can_reopen(None, MONDAY)
    assert can_reopen(MONDAY, MONDAY + timedelta(days=14))
    assert not can_reopen(MONDAY, MONDAY + timedelta(days=14, seconds=1))


def test_there_are_sixteen_ways_to_answer() -> None:
    assert len(set(ALL_ANSWERS)) == 16


@pytest.mark.parametrize("impacts", ALL_ANSWERS, ids=lambda each: "+".join(sorted(each)) or "nothing")
def test_the_worst_answer_decides_the_priority(impacts: frozenset[Impact]) -> None:
    """The source's table, in the order of harm (ux 8.1)."""
    if Impact.CANNOT_SELL in impacts:
        expected = Priority.CRITICAL
    elif Impact.CANNOT_WORK in impacts or Impact.CUSTOMERS_AFFECTED in impacts:
        expected = Priority.HIGH
    else:
        expected = Priority.LOW if Impact.ONLY_A_QUESTION in impacts else Priority.MEDIUM
    assert proposed_priority(TicketType.TECHNICAL, impacts) is expected
    assert proposed_priority(TicketType.EMERGENCY, impacts) is Priority.CRITICAL
    assert contradict(impacts) is (Impact.ONLY_A_QUESTION in impacts and len(impacts) > 1)


def test_ana_may_choose_another_priority_if_she_says_why() -> None:
    wanted = Priority.CRITICAL
    with pytest.raises(RuleBroken, match="what has stopped"):
        chosen_priority(TicketType.TECHNICAL, frozenset(), wanted, "")
    assert chosen_priority(TicketType.TECHNICAL, frozenset(), wanted, "La caja") is wanted
    with pytest.raises(RuleBroken, match="Say why"):
        chosen_priority(TicketType.TECHNICAL, frozenset(), Priority.LOW, "")
    assert chosen_priority(TicketType.TECHNICAL, frozenset(), None, "") is Priority.MEDIUM


def test_an_emergency_cannot_be_made_small() -> None:
    assert chosen_priority(TicketType.EMERGENCY, frozenset(), Priority.LOW, "") is Priority.CRITICAL


@pytest.mark.parametrize("ticket_type", list(TicketType))
def test_training_and_customisation_come_with_the_vip_plan(ticket_type: TicketType) -> None:
    require_type(ticket_type, Plan.VIP)
    if ticket_type in {TicketType.TRAINING, TicketType.CUSTOMIZATION}:
        with pytest.raises(RuleBroken):
            require_type(ticket_type, Plan.REGULAR)
    else:
        require_type(ticket_type, Plan.REGULAR)


def agent(number: int, *, level: int = 1, load: int = 0, good_at: tuple[TicketType, ...] = ()) -> Candidate:
    return Candidate(number, SupportLevel(level), frozenset(good_at), BOTH, load)


BILLING = Need(TicketType.BILLING, Language.ES)


def test_the_specialist_gets_the_ticket_before_who_takes_everything() -> None:
    assert best_candidate([agent(1), agent(2, load=5, good_at=(TicketType.BILLING,))], BILLING) == 2


def test_of_two_who_fit_the_least_loaded_gets_it() -> None:
    assert best_candidate([agent(1, load=3), agent(2, load=2), agent(3, load=2)], BILLING) == 2


def test_nobody_above_the_needed_level_is_disturbed_while_one_at_it_fits() -> None:
    assert best_candidate([agent(1, level=2), agent(2, load=9)], BILLING) == 2
    assert best_candidate([agent(1, level=2)], BILLING) == 1


@pytest.mark.parametrize(
    "unfit",
    [
        agent(1, good_at=(TicketType.TECHNICAL,)),
        Candidate(1, SupportLevel.ASSIGNED_AGENT, frozenset(), frozenset({Language.EN})),
    ],
)
def test_a_ticket_waits_in_the_queue_rather_than_with_the_wrong_person(unfit: Candidate) -> None:
    assert best_candidate([unfit], BILLING) is None
    assert best_candidate([], BILLING) is None


def test_a_ticket_of_level_two_never_goes_to_level_one() -> None:
    need = Need(TicketType.BILLING, Language.ES, SupportLevel.SENIOR_SPECIALIST)
    assert best_candidate([agent(1)], need) is None


def test_numbers_are_random_and_readable() -> None:
    numbers = {new_reference() for _ in range(2000)}
    assert len(numbers) > 1990
    assert all(reference_in(number) == number for number in numbers)
    assert not any(set("01OIL") & set(number[3:]) for number in numbers)


@pytest.mark.parametrize("typed", ["TQ-7F3K9", "tq-7f3k9", " TQ7F3K9 ", "TQ 7F3K9"])
def test_a_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert reference_in(typed) == "TQ-7F3K9"


@pytest.mark.parametrize(
    "typed", ["", "TQ-", "7F3K9", "TQ-7F3K9/../1", "TQ-7F3", "1", "TQ-7F3K9\x00", "TQ-00000"]
)
def test_what_is_not_a_number_is_not_taken_for_one(typed: str) -> None:
    assert reference_in(typed) is None


@pytest.mark.parametrize(
    "text",
    [
        "gracias",
        "Gracias!",
        "¡Muchas gracias por la ayuda!",
        "Ok, gracias.",
        "Listo, muchísimas gracias 🙏",
        "Thank you so much!",
        "thanks",
        "Perfecto",
        "👍",
        "Buenos días. Gracias por tu apoyo. Feliz tarde",
    ],
)
def test_thanks_alone_are_only_thanks(text: str) -> None:
    assert is_bare_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gracias, pero sigue fallando",
        "No",
        "gracias?",
        "¿Listo?",
        "Gracias por nada",
        "Gracias. Ahora sale el error 504",
        "Todavía no",
        "hola",
        "thanks but it still fails",
        "спасибо, не работает",
        "gracias " * 13,
    ],
)
def test_anything_more_than_thanks_is_a_message(text: str) -> None:
    assert not is_bare_thanks(text)

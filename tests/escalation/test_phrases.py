"""The words that ask to escalate count where somebody writes them now, not where they are quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.escalation.phrases import asks_to_escalate, new_part

ASKING = [
    "solicito escalamiento",
    "Solicito Escalamiento.",
    "SOLICITO ESCALAMIENTO YA!!!",
    "Buenas. Sigue igual, así que solicito el escalamiento de mi caso",
    "solicitó escalamiénto",
    "solicito\nescalamiento",
    "solicito \u00a0  escalamiento",
    "*solicito* _escalamiento_",
    "I request escalation",
    "Hello, i REQUEST an escalation please",
    "Solicito escalamiento\n\nEl lun, 23 nov 2026 a las 10:02, Juan (<juan@tuqr.com>) escribió:\n> Hola",
    "> ¿Sigue igual?\nSí. Solicito escalamiento.",
]
NOT_ASKING = [
    "",
    "Gracias",
    "No solicito escalamiento, solo una respuesta",
    "I do not want trouble. I requested escalations last year",
    "¿Cómo pido que suba de nivel?",
    "solicito escalamientos",
    "> solicito escalamiento",
    ">> On Monday somebody wrote:\n>> solicito escalamiento\nYa no hace falta",
    "Ya está.\n\nEl lun, 23 nov 2026 a las 10:02, Ana Rojas (<ana@a.com>) escribió:\nsolicito escalamiento",
    "Ya está.\nEl lun, 23 nov 2026 a las 10:02, Ana Rojas\n(<ana@a.com>) escribió:\nsolicito escalamiento",
    "Fixed.\n\nOn Mon, Nov 23, 2026 at 10:02 AM Ana Rojas <ana@a.com> wrote:\nI request escalation",
    "Fixed.\r\nOn Mon, Nov 23, 2026 at 10:02 AM\r\nAna Rojas\r\n<ana@a.com> wrote:\r\nI request escalation",
    "Listo\n-----Original Message-----\nFrom: Ana\nsolicito escalamiento",
    "Listo\n-----Mensaje original-----\nsolicito escalamiento",
    "Listo\n________________________________\nDe: Ana\nsolicito escalamiento",
    "Listo\nDe: Ana Rojas <ana@a.com>\nEnviado: lunes\nsolicito escalamiento",
]


@pytest.mark.parametrize("text", ASKING)
def test_the_words_are_found_however_they_are_written(text: str) -> None:
    assert asks_to_escalate(text)


@pytest.mark.parametrize("text", NOT_ASKING)
def test_other_words_and_quoted_ones_ask_for_nothing(text: str) -> None:
    assert not asks_to_escalate(text)


def test_what_was_written_now_is_kept_to_the_letter() -> None:
    text = "El pago de ayer falló.\nEl cliente me escribió dos veces hoy.\n\n> ¿Cuál?\nEl 45."
    assert new_part(text) == "El pago de ayer falló.\nEl cliente me escribió dos veces hoy.\n\nEl 45."


@given(st.text())
def test_any_text_is_read_and_nothing_is_added(text: str) -> None:
    assert len(new_part(text)) <= len(text)
    assert not asks_to_escalate("\n".join(f"> {line}" for line in text.splitlines()))


def test_a_hostile_text_is_read_in_no_time() -> None:
    assert not asks_to_escalate("El " + "escribi " * 20_000)
    assert not asks_to_escalate("On 1\n" * 20_000)

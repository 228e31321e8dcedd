"""The text of an article from a ticket: titles that ask, phrases people search for, steps from an answer."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.editorial.drafting.article_text import Case, body_of, phrases_of, summary_of, title_of
from app.editorial.drafting.plain_markdown import as_paragraphs, as_steps
from app.kernel.terms import Language
from app.knowledge.rendering import render
from app.knowledge.rendering_job import RenderJob

CASE = Case("", "Agrego un producto y no queda. Ayer sí.", (), "Recarga la página.", Language.ES)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("El producto no se guarda.", "El producto no se guarda"),
        ("como agrego un producto", "¿Cómo agrego un producto?"),
        ("¿Dónde veo mis ventas??", "¿Dónde veo mis ventas?"),
        ("URGENTE: ayuda con los pagos móviles", "Ayuda con los pagos móviles"),
        ("Problema con la impresora fiscal", "La impresora fiscal"),
        ("Ayuda!!", "Agrego un producto y no queda"),
    ],
)
def test_a_title_is_the_symptom_or_the_question(told: str, title: str) -> None:
    assert title_of(replace(CASE, title=told)) == title


def test_english_questions_end_as_english_ones() -> None:
    assert title_of(replace(CASE, title="how do I export?", language=Language.EN)) == "How do I export?"


def test_limits_of_front_matter_are_kept() -> None:
    long = replace(CASE, title="palabra " * 40, searched=("frase " * 60,))
    assert len(title_of(long)) <= 120
    assert len(summary_of(long)) <= 160
    assert all(len(each) <= 200 for each in phrases_of(long))


def test_phrases_with_something_private_in_them_are_left_out() -> None:
    case = replace(
        CASE, title="El pedido ‹número› falla", searched=("no guarda", "[mail] no llega", "no guarda")
    )
    assert phrases_of(case) == ("no guarda", "Agrego un producto y no queda")


def test_numbered_and_bulleted_lines_become_steps_with_what_belongs_to_them() -> None:
    done = as_steps("Así:\n1) Entra.\n\n   Tarda un poco.\nPaso 2: Elige\nel almacén.\n• Guarda.\n\nListo.")
    assert done.before == "Así:"
    assert done.steps == "1. Entra.\n    Tarda un poco.\n2. Elige\n    el almacén.\n3. Guarda."
    assert done.after == "Listo."
    assert "## Pasos" not in body_of(CASE)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab1 .)#>*_`[]()<>!|~=-+{}:&;\\/\"'\n\t&#x0;"), max_size=60))
def test_words_are_shown_as_words_whatever_they_are_made_of(words: str) -> None:
    done = render(RenderJob("tutoriales/x.md", Language.ES, as_paragraphs(words), 1))
    assert done.faults == ()
    assert done.body is not None
    assert "<" not in re.sub(r"</?p>|<br>", "", done.body.html)

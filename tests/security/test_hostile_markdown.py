"""No text an editor commits can stop a publication: every shape ends in time, in HTML or in words (G12)."""

import time

import pytest

from app.kernel.terms import Language
from app.knowledge.rendering_job import Rendered, RenderJob
from app.knowledge.rendering_pool import SECONDS_PER_ARTICLE, render_all
from app.knowledge.validation_text import LARGEST_ARTICLE, measure, read_text
from tests.support.hostile import SHAPES
from tests.support.inspection import harm_in

LONGEST_LINE = 20_000
PATIENCE = 0.1
SLACK = 1.0


def job(name: str, text: str) -> RenderJob:
    """Return the work of rendering ``text`` as an article."""
    return RenderJob(path=name, language=Language.ES, text=text, first_line=1)


def admitted(size: int) -> tuple[dict[str, str], dict[str, float]]:
    """Return the shapes the limits let through to the renderer, and how long judging each took (s)."""
    through, seconds = {}, {}
    for name, shape in SHAPES.items():
        content = shape(size).encode("utf-8", "replace")[:size]
        began = time.process_time()
        text = read_text("hostil.md", content)
        faults = measure("hostil.md", text, 1) if isinstance(text, str) else text
        seconds[name] = time.process_time() - began
        if isinstance(text, str) and not faults:
            through[name] = text
    return through, seconds


@pytest.mark.parametrize(("size", "most"), [(LONGEST_LINE - 500, 200), (LARGEST_ARTICLE - 1000, 6)])
def test_every_shape_is_judged_fast_and_rendered_or_refused_in_time(size: int, most: int) -> None:
    through, judging = admitted(size)
    assert {name: spent for name, spent in judging.items() if spent > 1} == {}
    jobs = [job(name, text) for name, text in through.items()][:most]
    began = time.monotonic()
    outcomes = list(render_all(jobs, seconds=PATIENCE))
    assert time.monotonic() - began < len(jobs) * (PATIENCE + SLACK) + SLACK
    assert len(outcomes) == len(jobs)
    for asked, outcome in outcomes:
        assert outcome.body is not None or outcome.faults, asked.path


def test_the_worst_article_is_given_up_after_two_seconds() -> None:
    [(_, outcome)] = render_all([job("peor.md", SHAPES["repeated '```\\n'"](LARGEST_ARTICLE - 1000))])
    assert SECONDS_PER_ARTICLE == 2
    assert "takes longer than" in outcome.faults[0].message


def test_the_articles_after_a_hostile_one_are_published() -> None:
    worst = job("peor.md", SHAPES["repeated '```\\n'"](LARGEST_ARTICLE - 1000))
    ordinary = [job(f"{number}.md", f"## Paso {number}\n\nGuarda los **cambios**.") for number in range(3)]
    outcomes = {asked.path: outcome for asked, outcome in render_all([worst, *ordinary], seconds=PATIENCE)}
    assert outcomes["peor.md"].faults
    assert all(_is_readable(outcomes[f"{number}.md"]) for number in range(3))


def test_a_text_too_deep_for_the_parser_is_refused_in_words() -> None:
    deep = job("hondo.md", "9. " * 6_000)
    [(_, outcome)] = render_all([deep])
    assert outcome.body is not None or outcome.faults[0].message


def test_an_ordinary_article_of_the_largest_size_is_rendered() -> None:
    paragraphs = "\n\n".join(f"Párrafo {number} con **negrita** y `código`." for number in range(1500))
    [(_, outcome)] = render_all([job("largo.md", paragraphs)], seconds=20)
    assert _is_readable(outcome)


def _is_readable(outcome: Rendered) -> bool:
    return outcome.body is not None and "<strong>" in outcome.body.html and harm_in(outcome.body.html) == []

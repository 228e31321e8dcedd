"""Nobody who writes an article can make a reader's browser act: no stored XSS (security G1)."""

import re

import pytest
from markdown import markdown

from app.kernel.terms import Language
from app.knowledge.rendering import render
from app.knowledge.rendering_job import ImageTarget, LinkTarget, Rendered, RenderJob
from app.web.sanitising import is_safe_link, sanitise
from app.web.templating import icon
from tests.support.inspection import harm_in
from tests.support.payload_parts import CODE, address_spellings
from tests.support.payloads import CONTROLS, Control, Payload, payloads

ALL = payloads()
FAMILIES = sorted({payload.family for payload in ALL})
OWN_ICONS = ("copy", "info", "triangle-alert", "circle-check", "circle-alert", "circle-play")


def rendered(source: str) -> Rendered:
    """Render as publishing does, with every picture and link of the corpus known."""
    targets = re.findall(r"\.\./media/[^)\s]+", source)
    return render(
        RenderJob(
            path="tutoriales/hostil.md",
            language=Language.ES,
            text=source,
            first_line=1,
            links={"a.md": LinkTarget("tutoriales/a.md", "/es/articles/a", Language.ES)},
            images={target: ImageTarget("/media/0123456789abcdef/x.svg", 720, 400) for target in targets},
        )
    )


def published_html(source: str) -> str:
    """Return what of ``source`` would be live: nothing when publishing refuses it."""
    outcome = rendered(source)
    return outcome.body.html if outcome.body else ""


def without_own_drawings(html: str) -> str:
    """Take out the icons and the copy button, which are the product's and not the author's."""
    for name in OWN_ICONS:
        html = html.replace(str(icon(name)), "")
    return re.sub(
        r'<button class="btn btn--ghost btn--sm" type="button" data-copy hidden>\w+</button>', "", html
    )


def _of(family: str) -> list[Payload]:
    return [payload for payload in ALL if payload.family == family]


def test_the_corpus_is_large_and_really_hostile() -> None:
    harmful = [payload for payload in ALL if harm_in(markdown(payload.source, extensions=["tables"]))]
    assert len(ALL) >= 1400
    assert len(harmful) >= 1000


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_harmful_survives_publishing(family: str) -> None:
    survivors = {
        payload.source: harm
        for payload in _of(family)
        if (harm := harm_in(without_own_drawings(published_html(payload.source))))
    }
    assert survivors == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_harmful_survives_the_sanitiser_alone(family: str) -> None:
    for payload in _of(family):
        for html in (
            payload.source,
            markdown(payload.source, extensions=["tables", "fenced_code", "admonition"]),
        ):
            clean = sanitise(html)
            assert harm_in(clean) == [], payload.source
            assert sanitise(clean) == clean, payload.source


@pytest.mark.parametrize("address", address_spellings())
def test_no_link_leads_to_code(address: str) -> None:
    assert not is_safe_link(address.replace(CODE, "pwned(1)"))


@pytest.mark.parametrize(
    "address", ["https://tuqr.com/a?b=1#c", "mailto:soporte@tuqr.com", "tel:+58212", "/es/faq", "#a"]
)
def test_ordinary_links_are_safe(address: str) -> None:
    assert is_safe_link(address)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_harmless_text_arrives_whole(control: Control) -> None:
    html = published_html(control.source)
    assert [piece for piece in control.kept if piece not in html] == []


def test_an_author_cannot_draw_with_the_products_own_markers() -> None:
    drawn = published_html('Un <i class="slot slot--copy"></i> botón y `<i class="slot slot--copy"></i>`')
    assert "<button" not in drawn
    assert "<svg" not in drawn

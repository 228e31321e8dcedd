"""Articles look as the interface draws them, whatever their editor wrote."""

from app.kernel.terms import Language
from app.knowledge.rendering import render
from app.knowledge.rendering_job import ImageTarget, LinkTarget, Rendered, RenderJob
from app.web.sanitising import sanitise


def _rendered(body: str, language: Language = Language.ES) -> Rendered:
    links = {"otro.md": LinkTarget("tutoriales/otro.md", "/es/articles/otro", Language.ES)}
    images = {"../media/x.svg": ImageTarget("/media/0123456789abcdef0123/x.svg", 72, 36)}
    rendered = render(RenderJob("tutoriales/caja.md", language, body, 1, links, images))
    assert rendered.faults == ()
    return rendered


def _html(body: str, language: Language = Language.ES) -> str:
    found = _rendered(body, language).body
    assert found is not None
    return found.html


def test_headings_can_be_linked_to() -> None:
    html = _html("## Qué pasó\n\n### Según tú\n\n## Qué pasó\n")
    assert '<h2 id="que-paso">Qué pasó <a ' in html
    assert 'aria-label="Enlace a «Qué pasó»"' in html
    assert '<h3 id="segun-tu">' in html
    assert '<h2 id="que-paso-2">' in html


def test_numbered_steps_can_be_linked_to_and_inner_lists_stay_plain() -> None:
    html = _html("1. Uno\n\n## Pasos\n\n1. Dos\n\n    1. Dentro\n\n2. Tres\n")
    assert html.count('<ol class="steps">') == 2
    assert '<li id="step-1">' in html
    assert '<li id="pasos-1">' in html
    assert '<li id="pasos-2">' in html
    assert html.count("<ol") == 3


def test_notes_have_the_four_tones_and_speak_the_articles_language() -> None:
    others = "".join(f"!!! {kind}\n    Texto.\n\n" for kind in ("tip", "danger", "note"))
    html = _html(f'!!! warning "Ojo"\n    Con *cuidado*.\n\n{others}')
    for tone in ("warn", "ok", "bad", "info"):
        assert f'<div class="note note--{tone}"><i class="slot slot--{tone}"></i><div>' in html
    assert "<strong>Ojo</strong>" in html
    assert "<strong>Consejo</strong>" in html
    assert "<strong>Tip</strong>" in _html("!!! tip\n    Try.\n", Language.EN)


def test_menu_paths_tables_code_and_folds() -> None:
    html = _html(
        "Ve a **Caja → Cierre → Hoy**.\n\n## Datos\n\n| a | b |\n|---|---|\n| 1 | <kbd>F5</kbd> |\n\n"
        '```csv\nnombre,"Camisa <b>"\n```\n\n<details><summary>Más</summary><p>Texto</p></details>\n'
    )
    assert '<span class="path">Caja <i>→</i> Cierre <i>→</i> Hoy</span>' in html
    assert 'class="table"' in html
    assert 'aria-label="Datos"' in html
    assert 'role="region"' in html
    assert '<th scope="col">a</th>' in html
    assert "<kbd>F5</kbd>" in html
    assert "&lt;b&gt;" in html
    assert '<div class="code__bar"><span>csv</span><i class="slot slot--copy"></i></div>' in html
    assert '<details class="disc"><summary>Más</summary>' in html


def test_pictures_videos_and_links() -> None:
    html = _html(
        '![Caja abierta](../media/x.svg "La caja.")\n\n[Primera venta](https://tuqr.com/v "video 4:30")\n\n'
        "[otro](otro.md#pasos), [fuera](https://example.com), <soporte@tuqr.com>\n"
    )
    assert '<figure class="shot"><img alt="Caja abierta"' in html
    assert "<figcaption>La caja.</figcaption>" in html
    assert 'loading="lazy"' in html
    assert 'class="videocard"' in html
    assert '<span class="videocard__length">Video 4:30</span>' in html
    assert 'href="/es/articles/otro#pasos"' in html
    assert 'rel="noopener noreferrer"' in html
    assert 'href="mailto:soporte@tuqr.com"' in html


def test_an_english_page_marks_a_link_to_a_spanish_one() -> None:
    assert 'hreflang="es"' in _html("[it](otro.md)\n", Language.EN)


def test_every_heading_and_every_step_is_a_place_to_open_at() -> None:
    body = _rendered("Primero.\n\n## Pasos\n\n1. Uno.\n2. Dos.\n3. Tres.\n\n## Fin\n\nListo.\n").body
    assert body is not None
    assert [(section.anchor, section.heading, section.text) for section in body.sections] == [
        ("", "", "Primero."),
        ("pasos", "Pasos", ""),
        ("pasos-1", "Pasos", "Uno."),
        ("pasos-2", "Pasos", "Dos."),
        ("pasos-3", "Pasos", "Tres."),
        ("fin", "Fin", "Listo."),
    ]


def test_words_that_lead_elsewhere_are_told_from_those_that_stay() -> None:
    body = _rendered("Si no, **mira**\n[otra   cosa](otro.md) o [abajo](#fin).\n\n## Fin\n\nListo.\n").body
    assert body is not None
    first = body.sections[0]
    assert first.text == "Si no, mira otra cosa o abajo."
    assert [first.text[start:end] for start, end in first.links] == ["otra cosa"]


def test_questions_go_to_the_faq_page_with_their_answers() -> None:
    body = _rendered("Hola.\n\n## ¿Cuesta más?\n\nNo, está **incluido**.\n\n## Otra cosa\n\nNada.\n").body
    assert body is not None
    assert [(question.anchor, question.text) for question in body.questions] == [
        ("cuesta-mas", "¿Cuesta más?")
    ]
    assert body.questions[0].answer_html == "<p>No, está <strong>incluido</strong>.</p>"


def test_what_is_clean_stays_as_it_is() -> None:
    for body in (
        '## a\n\n1. b\n\n!!! note\n    c & d < e\n\n`x<y>` «ñ» &nbsp; "q"\n',
        "| a |\n|---|\n| `b|c` |\n",
    ):
        html = _html(body)
        assert sanitise(html) == html


def test_reading_takes_at_least_a_minute() -> None:
    assert _rendered("Uno.\n").minutes == 1
    assert _rendered("palabra " * 401).minutes == 3

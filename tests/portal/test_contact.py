"""How people reach us, and what they bring along."""

from urllib.parse import parse_qs, urlsplit

from flask import Flask

from app.kernel.terms import Audience
from tests.knowledge.conftest import PAYING, Open, app, open_help_centre
from tests.support.library import an_article
from tests.support.visitor import Visitor

__all__ = ["app", "open_help_centre"]


def letter(visitor: Visitor) -> dict[str, list[str]]:
    """Return subject and body of the letter the page begins."""
    return parse_qs(urlsplit(visitor.page.mail_url).query)


def test_the_page_shows_the_channels_that_exist(app: Flask, open_help_centre: Open) -> None:
    """No chat, no ticket, no clock: they are not there yet."""
    open_help_centre([PAYING])
    reader = Visitor(app)
    assert reader.get("/es/contact").status_code == 200
    page = reader.page
    assert {channel.icon for channel in page.channels} == {"mail", "book-open"}
    assert [desk.address for desk in page.desks] == [
        "soporte@tuqr.com",
        "facturacion@tuqr.com",
        "ventas@tuqr.com",
        "gerencia@tuqr.com",
    ]
    assert (page.query, page.article_title, page.article_url) == ("", "", None)


def test_a_search_without_answer_becomes_the_beginning_of_a_letter(
    app: Flask, open_help_centre: Open
) -> None:
    """Nothing has to be typed twice, whatever signs it holds."""
    open_help_centre([PAYING])
    reader = Visitor(app)
    reader.get("/es/contact", query_string={"q": "¿Por qué 50% & más?\r\nBcc: x@y.z"})
    assert letter(reader)["subject"] == ["¿Por qué 50% & más? Bcc: x@y.z"]
    assert "50% & más" in letter(reader)["body"][0]
    assert urlsplit(reader.page.mail_url).path == "soporte@tuqr.com"


def test_an_article_that_did_not_help_is_named_in_the_letter(app: Flask, open_help_centre: Open) -> None:
    """With its address; a hidden or unknown one is as good as none."""
    open_help_centre([PAYING, an_article("guardia", "Guardia", audience=Audience.STAFF)])
    reader = Visitor(app)
    reader.get("/es/contact?article=metodos-de-pago")
    assert reader.page.article_title == PAYING.title
    assert letter(reader)["subject"] == [PAYING.title]
    assert "http://localhost/es/articles/metodos-de-pago" in letter(reader)["body"][0]
    for other in ("guardia", "no-existe", "%00"):
        assert reader.get(f"/es/contact?article={other}").status_code == 200
        assert reader.page.article_title == ""

"""A reader complains, an editor corrects the article by a commit, and the reader hears of it (product 12)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app import create_app
from app.accounts.actions import add_person
from app.editorial.feedback.jobs import close_feedback, open_feedback
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, Role
from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource
from app.knowledge.models import ArticleVote
from app.knowledge.publishing import Publisher
from app.knowledge.reading import current_generation
from app.notifications.channels.email import EmailChannel, SmtpServer
from app.notifications.mail.message import Sender
from app.notifications.vocabulary import ChannelKind
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings
from app.storage.database import db, transaction
from app.storage.schema import bring_up_to_date
from app.web.catalogues import compile_catalogues
from app.web.identity import STRANGER
from tests.accounts.signing_in import PASSWORD
from tests.journeys.test_accessibility import DESK, PHONE, overflow
from tests.notifications.mail_servers import Sink, mail_server
from tests.notifications.world import worker_runs as tell_everybody
from tests.support.browser import serving
from tests.support.crawl import BROWSER
from tests.support.repository import Repository, article

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MARTA, READER = "marta.mesa@demo.tuqr.com", "lectora@example.com"
BEFORE = "## Pasos\n\n1. Abre **Dispositivos**.\n2. Pulsa **Imprimir**.\n"
AFTER = "## Pasos\n\n1. Abre **Periféricos**.\n2. Pulsa **Imprimir**.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the article that will fail."""
    made = Repository(tmp_path / "repository")
    made.write("tutoriales/recibos.md", article("Imprime recibos", BEFORE, id="recibos"))
    made.commit("Write about receipts")
    return made


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    """A mail server, with its port."""
    taken = Sink()
    with mail_server(taken) as port:
        yield taken, port


@pytest.fixture
def desk(repository: Repository, sink: tuple[Sink, int], tmp_path: Path) -> Flask:
    """The portal over that repository; Marta edits."""
    compile_catalogues()
    publish(repository)
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'support.db'}",
            data_folder=tmp_path / "data",
            search_index_folder=tmp_path / "index",
            articles_repository=repository.folder,
            secret_key="only for tests, long enough to be one",
        )
    )
    server = SmtpServer("127.0.0.1", sink[1], security="none", patience=5)
    app.extensions["channels"] = {ChannelKind.EMAIL: EmailChannel(server, Sender("TuQR", "soporte@tuqr.com"))}
    with app.app_context():
        bring_up_to_date()
        with transaction():
            add_person(MARTA, "Marta León", PASSWORD, plan=Plan.REGULAR, roles=[Role.EDITOR], now=utc_now())
    return app


@pytest.fixture
def open_page(browser: Browser, desk: Flask) -> Iterator[Callable[..., Page]]:
    """Open an address of that portal in a clean browser."""
    with serving(desk) as address:
        contexts = []

        def open_it(path: str, **options: object) -> Page:
            contexts.append(browser.new_context(base_url=address, user_agent=BROWSER, **options))
            page = contexts[-1].new_page()
            page.set_default_timeout(6000)
            page.goto(path)
            return page

        yield open_it
        for context in contexts:
            context.close()


def publish(repository: Repository) -> None:
    """Make what is committed live."""
    index = repository.folder.parent / "index"
    report = (
        Publisher(GitSource(repository.folder), GenerationStore(index), WhooshEngine(), workers=1)
        .publish()
        .report
    )
    assert report is not None
    assert not report.faults


def worker_does(desk: Flask, job: Callable[..., int]) -> int:
    """Let the worker do a job, then tell everybody what came of it."""
    with desk.app_context():
        desk.extensions["knowledge"].refresh()
        done = job(utc_now())
        tell_everybody(desk, utc_now() + timedelta(seconds=1))
    return done


def read_by_others(desk: Flask, helpful: int, not_helpful: int, first: int = 0) -> None:
    """Let other readers vote on the live text."""
    with desk.app_context(), transaction():
        live = current_generation().shelf(STRANGER.audiences).by_id("recibos", Language.ES)
        assert live is not None
        for number in range(helpful + not_helpful):
            db.session.add(
                ArticleVote(
                    article_id=live.id,
                    revision=live.revision,
                    language=live.language,
                    voter=f"{live.revision[:20]}-{first + number}",
                    by_staff=False,
                    helpful=number < helpful,
                    cast_at=utc_now(),
                )
            )


def test_a_complaint_ends_in_a_commit_and_the_reader_hears_of_it(
    desk: Flask, repository: Repository, sink: tuple[Sink, int], open_page: Callable[..., Page]
) -> None:
    complain(open_page("/es/articles/recibos", viewport=PHONE))
    read_by_others(desk, helpful=9, not_helpful=11)
    assert worker_does(desk, open_feedback) == 1

    marta = signed_in(open_page)
    marta.get_by_role("link", name="Imprime recibos").first.click()
    expect(marta.get_by_text("El menú Dispositivos ya no existe.", exact=True)).to_be_visible()
    expect(marta.get_by_text("Resolves-feedback: F-1", exact=True)).to_be_visible()
    assert READER not in marta.content()

    repository.write("tutoriales/recibos.md", article("Imprime recibos", AFTER, id="recibos"))
    repository.commit("Call the menu by its new name\n\nResolves-feedback: F-1")
    publish(repository)
    assert worker_does(desk, close_feedback) == 1
    assert worker_does(desk, close_feedback) == 0
    letters = sink[0].letters
    assert [letter["To"] for letter in letters] == [READER]
    assert "Imprime recibos" in letters[0]["Subject"]

    read_by_others(desk, helpful=2, not_helpful=0)
    marta.reload()
    expect(marta.get_by_text("Con 2 votos todavía no se puede saber")).to_be_visible()
    read_by_others(desk, helpful=38, not_helpful=2, first=2)
    marta.reload()
    expect(marta.get_by_text("la diferencia es significativa")).to_be_visible()
    assert overflow(marta) == 0


def complain(page: Page) -> None:
    """Say that it did not help, why, and where one wants to hear of it."""
    page.locator("#vote-panel").get_by_role("button", name="No del todo").click()
    page.get_by_label("Es incorrecto").check()
    page.locator("#comment").fill("El menú Dispositivos ya no existe.")
    page.locator("#contact").fill(READER)
    page.get_by_role("button", name="Enviar comentario").click()
    expect(page.locator("#vote").get_by_text("Gracias por decirlo")).to_be_visible()


def signed_in(open_page: Callable[..., Page]) -> Page:
    """Return the review page as Marta has it before her."""
    page = open_page("/account/login?next=/es/staff/review", viewport=DESK)
    page.locator("#email").fill(MARTA)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/es/staff/review")
    return page

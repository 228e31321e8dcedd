"""When something is said against an article's freshness, and what takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.editorial.freshness import actions
from app.editorial.freshness.queries import (
    articles,
    freshness_of,
    marked_by,
    recorded_changes,
    untranslated,
    verifications,
)
from app.editorial.freshness.remarks import RemarkKind
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.terms import Language, ProductArea
from app.knowledge.article import Article
from app.knowledge.source_changes import Significance, SourceChange
from app.knowledge.translations import StaleTranslation
from app.storage.database import transaction
from app.tickets.access import Viewer
from tests.editorial.freshness.conftest import Publish
from tests.editorial.log import visitor_searches
from tests.support.library import an_article, in_both_languages
from tests.tickets.cast import MONDAY
from tests.tickets.conftest import Cast

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
SALES = ProductArea.SALES
BOTH = in_both_languages(an_article("exportar", "Exportar datos"), "Export data")
OLD = SourceChange(Significance.IMPORTANT, 3, 0, 12)


def remarks(now: datetime = MONDAY) -> dict[str, list[RemarkKind]]:
    """Return what is said of each article, by its id and language."""
    return {
        f"{each.article.id}:{each.article.language}": [remark.kind for remark in each.remarks]
        for each in articles(now)
    }


def verify(article: Article, who: Viewer, now: datetime = MONDAY, seen: int = 0) -> bool:
    """Say that an article is still right."""
    with transaction():
        return actions.verify(article, article.revision, seen, who.person_id, now)


def area_changed(who: Viewer, on: date = TODAY, now: datetime = MONDAY, area: ProductArea = SALES) -> bool:
    """Record that an area changed."""
    with transaction():
        return actions.record_change(area, on, "El botón está arriba", who.person_id, now)


@pytest.mark.parametrize(
    ("due", "kinds"),
    [
        (TODAY - DAY, [RemarkKind.REVIEW_PASSED]),
        (TODAY, [RemarkKind.REVIEW_SOON]),
        (TODAY + 14 * DAY, [RemarkKind.REVIEW_SOON]),
        (TODAY + 15 * DAY, []),
        (None, []),
    ],
)
def test_a_review_is_due_from_14_days_before_its_day(
    app: Flask, publish_articles: Publish, due: date | None, kinds: list[RemarkKind]
) -> None:
    publish_articles([an_article("caja", "Abrir la caja", review_by=due)])
    assert remarks() == ({"caja:es": kinds} if kinds else {})
    assert [each.kind for each in freshness_of("caja", Language.ES, MONDAY)] == kinds


def test_who_verifies_puts_a_review_off_for_half_a_year_and_no_longer(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    caja = an_article("caja", "Abrir la caja", review_by=TODAY - 30 * DAY)
    publish_articles([caja])
    assert verify(caja, cast.marta)
    assert remarks() == {}
    assert remarks(MONDAY + 165 * DAY) == {}
    assert remarks(MONDAY + 166 * DAY) == {"caja:es": [RemarkKind.REVIEW_SOON]}


def test_who_verified_long_before_the_day_puts_nothing_off(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    caja = an_article("caja", "Abrir la caja", review_by=TODAY + 20 * DAY)
    publish_articles([caja])
    verify(caja, cast.marta)
    assert remarks(MONDAY + 20 * DAY) == {"caja:es": [RemarkKind.REVIEW_SOON]}


def test_a_change_marks_what_is_older_in_its_area_and_nothing_else(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    older = an_article("vender", "Vender", product_area=SALES)
    newer = an_article(
        "cobrar", "Cobrar", product_area=SALES, updated_at=datetime(2026, 11, 22, 5, tzinfo=UTC)
    )
    elsewhere = an_article("inventario", "Contar", product_area=ProductArea.INVENTORY)
    unknown = an_article("devolver", "Devolver", product_area=SALES, updated_at=None)  # from a folder
    publish_articles([older, newer, elsewhere, unknown])
    on = TODAY - DAY
    assert {each.id for each in marked_by(SALES, on, MONDAY)} == {"vender", "devolver"}
    assert remarks() == {}, "looking records nothing"
    area_changed(cast.marta, on)
    marked = {"vender:es": [RemarkKind.AREA_CHANGED], "devolver:es": [RemarkKind.AREA_CHANGED]}
    assert remarks() == marked
    [said] = freshness_of("vender", Language.ES, MONDAY)
    assert (said.day, said.what) == (on, "El botón está arriba")
    verify(unknown, cast.luisa)
    assert list(remarks()) == ["vender:es"]
    assert recorded_changes()[0].marks == 1


def test_verified_before_the_change_was_known_does_not_count_but_after_the_day_does(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    vender = an_article("vender", "Vender", product_area=SALES)
    publish_articles([vender])
    verify(vender, cast.marta, MONDAY)
    assert marked_by(SALES, TODAY, MONDAY + timedelta(hours=1)), "changed on the same day, recorded later"
    assert not marked_by(SALES, TODAY - DAY, MONDAY + timedelta(hours=1))


def test_a_later_commit_takes_the_mark_away(app: Flask, cast: Cast, publish_articles: Publish) -> None:
    publish_articles([an_article("vender", "Vender", product_area=SALES)])
    area_changed(cast.marta)
    assert remarks()
    publish_articles([an_article("vender", "Vender", product_area=SALES, updated_at=MONDAY)])
    assert remarks() == {}


def test_what_is_undone_marks_nothing_and_can_be_recorded_again(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    publish_articles([an_article("vender", "Vender", product_area=SALES)])
    assert area_changed(cast.marta)
    assert not area_changed(cast.sofia), "the same is recorded once"
    [recorded] = recorded_changes()
    for who in (cast.sofia, cast.marta):
        with transaction():
            actions.undo_change(recorded.id, who.person_id, MONDAY)
    assert remarks() == {}
    assert [each.marks for each in recorded_changes()] == [0]
    assert area_changed(cast.marta)
    assert list(remarks()) == ["vender:es"]
    with pytest.raises(NotFound), transaction():
        actions.undo_change(recorded.id + 100, cast.marta.person_id, MONDAY)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("nothing", "2026-11-20", "x"), "area"),
        (("sales", "ayer", "x"), "changed_on"),
        (("sales", "2026-11-24", "x"), "changed_on"),
        (("sales", "2026-11-20", " \n "), "what"),
        (("sales", "2026-11-20", "x" * 301), "what"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(typed: tuple[str, str, str], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        actions.checked_change(*typed, now=MONDAY)
    assert refusal.value.values["field"] == field


def test_today_in_venezuela_is_no_future() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # still the 23rd in Caracas
    with pytest.raises(RuleBroken):
        actions.checked_change("sales", "2026-11-24", "x", late)
    assert actions.checked_change("sales", "2026-11-23", " El  botón ", late)[2] == "El botón"


def test_two_people_verify_at_once_and_the_second_hears_of_the_first(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    caja = an_article("caja", "Abrir la caja", review_by=TODAY)
    publish_articles([caja])
    assert verify(caja, cast.marta)
    assert not verify(caja, cast.luisa)
    last = verifications()["caja", Language.ES]
    assert last.person_id == cast.marta.person_id
    assert verify(caja, cast.luisa, MONDAY + DAY, seen=last.id)
    assert verifications("caja")["caja", Language.ES].person_id == cast.luisa.person_id


def test_a_text_that_changed_meanwhile_is_not_verified(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    caja = an_article("caja", "Abrir la caja")
    with pytest.raises(Conflict), transaction():
        actions.verify(caja, "another", 0, cast.marta.person_id, MONDAY)
    assert verifications() == {}


def test_an_old_translation_is_said_until_it_is_verified_or_its_source_changed_by_slips(
    app: Flask, cast: Cast, publish_articles: Publish
) -> None:
    english = BOTH[1]
    publish_articles(BOTH, stale=(StaleTranslation("exportar", Language.EN, "c1", "rev", OLD),))
    assert remarks() == {"exportar:en": [RemarkKind.TRANSLATION_OLD]}
    [said] = freshness_of("exportar", Language.EN, MONDAY)
    assert said.change == OLD
    verify(english, cast.marta)
    assert remarks() == {}
    slips = SourceChange(Significance.NONE, 0, 0, 0)
    publish_articles(BOTH, stale=(StaleTranslation("exportar", Language.EN, "c1", "rev", slips),))
    assert remarks() == {}


def test_the_translation_of_a_source_that_is_gone_is_not_behind(
    app: Flask, publish_articles: Publish
) -> None:
    publish_articles([BOTH[1]], stale=(StaleTranslation("exportar", Language.EN, "c1", "rev", OLD),))
    assert remarks() == {}
    assert freshness_of("exportar", Language.ES, MONDAY) == ()


def test_missing_translations_stand_by_how_many_people_looked_for_them(
    app: Flask, publish_articles: Publish
) -> None:
    publish_articles([an_article("pagar", "Pagar"), an_article("caja", "Caja"), *BOTH])
    at = MONDAY - DAY
    for number in range(5):
        visitor_searches(f"v{number}", "pay my plan", opens="pagar", at=at, language=Language.EN)
    visitor_searches("v6", "pay john@example.com", opens="pagar", at=at, language=Language.EN)
    visitor_searches("v7", "open till", opens="caja", at=at, language=Language.EN)
    visitor_searches("v8", "abrir caja", opens="caja", at=at)
    visitor_searches("v9", "export", opens="exportar", at=at, language=Language.EN)
    visitor_searches("v10", "open till", opens="caja", at=MONDAY - 40 * DAY, language=Language.EN)
    found = {each.article.id: each.remarks[0] for each in articles(MONDAY)}
    assert {id_: (each.people, each.queries) for id_, each in found.items()} == {
        "pagar": (6, ("pay my plan",)),
        "caja": (1, ()),
    }
    assert untranslated() == 2

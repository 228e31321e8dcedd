"""Marta commits; readers see it, all of it or nothing."""

from pathlib import Path

import pytest

from app.kernel.terms import Language
from app.knowledge.rollback import generations, roll_back
from tests.support.editor import EVERYBODY, EVERYONE, PICTURE, Editor, text

ES, EN = Language.ES, Language.EN


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


def test_a_commit_publishes_and_the_working_tree_does_not(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja")})
    marta.write(
        {"tutoriales/caja.md": text("caja", "Sin guardar todavía.\n"), "tutoriales/otro.md": text("otro")}
    )
    marta.publish()
    assert "Haz esto" in marta.html("caja")
    assert [article.slug for article in marta.shelf().everything(ES)] == ["caja"]


def test_readers_see_who_wrote_an_article_and_when(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja")}, "Write about the till")
    marta.git("config", "user.name", "Ana")
    marta.publish({"tutoriales/caja.md": text("caja", "Otra cosa.\n")})
    article = marta.article("caja")
    assert article.authors == ("Ana", "Marta")
    assert article.published_at is not None
    assert article.updated_at is not None
    assert article.published_at <= article.updated_at
    history = marta.shelf().history(article)
    assert [(revision.author, revision.subject) for revision in history] == [
        ("Ana", "Change"),
        ("Marta", "Write about the till"),
    ]


def test_a_renamed_article_keeps_its_id_history_and_old_address(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja"), "primeros-pasos/otro.md": text("otro")})
    marta.git("mv", "articles/tutoriales/caja.md", "articles/primeros-pasos/cierre-de-caja.md")
    marta.publish(
        {"primeros-pasos/cierre-de-caja.md": text("caja", "Todo es distinto ahora, palabra por palabra.\n")}
    )
    shelf = marta.shelf()
    moved = shelf.renamed(ES, "caja")
    assert moved is not None
    assert (moved.id, moved.slug, moved.category) == ("caja", "cierre-de-caja", "primeros-pasos")
    assert len(shelf.history(moved)) == 2
    assert shelf.article(ES, "caja") is None


def test_an_old_address_survives_a_build_from_nothing(marta: Editor, tmp_path: Path) -> None:
    marta.publish({"tutoriales/uno.md": text("uno")})
    for before, after in (("uno", "dos"), ("dos", "tres")):
        marta.git("mv", f"articles/tutoriales/{before}.md", f"articles/tutoriales/{after}.md")
        marta.publish({})
    marta.store.folder.rename(tmp_path / "gone")
    marta.publish()
    for old in ("uno", "dos"):
        found = marta.shelf().renamed(ES, old)
        assert found is not None
        assert found.slug == "tres"


def test_an_alias_leads_to_the_article_and_a_live_address_wins(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja", aliases="[la-caja]")})
    found = marta.shelf().renamed(ES, "la-caja")
    assert found is not None
    assert found.slug == "caja"


def test_only_what_changed_is_rendered_and_indexed(marta: Editor) -> None:
    marta.publish({f"tutoriales/a{number}.md": text(f"a{number}") for number in range(8)})
    report = marta.publish({"tutoriales/a3.md": text("a3", "Otra cosa.\n")}).report
    assert report is not None
    assert (report.rendered, report.indexed, report.removed, report.articles) == (1, 1, 0, 8)


def test_a_rename_updates_the_links_of_articles_nobody_touched(marta: Editor) -> None:
    english = text("caja", "In English.\n")
    marta.publish(
        {"tutoriales/caja.md": text("caja"), "tutoriales/ver.en.md": text("ver", "See [it](caja.md).\n")}
    )
    assert 'href="/es/articles/caja" hreflang="es"' in _sorted_attributes(marta.html("ver", EN))
    report = marta.publish({"tutoriales/till.en.md": english}).report
    assert report is not None
    assert report.rendered == 2
    assert 'href="/en/articles/till"' in marta.html("ver", EN)


def test_a_broken_article_keeps_its_last_good_version_and_takes_nothing_down(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja"), "tutoriales/otro.md": text("otro")})
    broken = text("caja", "<script>alert(1)</script>\n")
    report = marta.publish(
        {"tutoriales/caja.md": broken, "tutoriales/otro.md": text("otro", "Cambiado.\n")}
    ).report
    assert report is not None
    assert report.kept == ("tutoriales/caja.md",)
    assert "Haz esto" in marta.html("caja")
    assert "Cambiado" in marta.html("otro")
    mended = marta.publish({"tutoriales/caja.md": text("caja", "Ya está bien.\n")}).report
    assert mended is not None
    assert not mended.faults
    assert "Ya está bien" in marta.html("caja")


@pytest.mark.parametrize("change", [{"audience": "staff"}, {"audience": "vip"}, {"status": "draft"}])
def test_a_broken_article_is_not_kept_for_readers_it_was_taken_from(
    marta: Editor, change: dict[str, str]
) -> None:
    marta.publish({"tutoriales/caja.md": text("caja"), "tutoriales/otro.md": text("otro")})
    report = marta.publish({"tutoriales/caja.md": text("caja", "# Mal\n", **change)}).report
    assert report is not None
    assert report.kept == ()
    assert marta.shelf(EVERYBODY).article(ES, "caja") is None


def test_a_broken_new_article_is_withheld_and_links_to_it_wait_as_plain_words(marta: Editor) -> None:
    files = {
        "tutoriales/caja.md": text("caja", "# Mal\n"),
        "tutoriales/ver.md": text("ver", "Mira [la caja](caja.md).\n"),
    }
    report = marta.publish(files).report
    assert report is not None
    assert report.withheld == ("tutoriales/caja.md",)
    assert "<a href" not in marta.html("ver")
    assert "la caja" in marta.html("ver")
    marta.publish({"tutoriales/caja.md": text("caja")})
    assert 'href="/es/articles/caja"' in marta.html("ver")


def test_drafts_archived_and_deleted_articles_are_not_live(marta: Editor) -> None:
    marta.publish({f"tutoriales/{name}.md": text(name) for name in ("a", "b", "c", "d")})
    (marta.repository / "articles/tutoriales/d.md").unlink()
    marta.publish(
        {"tutoriales/b.md": text("b", status="draft"), "tutoriales/c.md": text("c", status="archived")}
    )
    assert [article.slug for article in marta.shelf(EVERYBODY).everything(ES)] == ["a"]


def test_readers_without_the_right_do_not_learn_of_a_hidden_article(marta: Editor) -> None:
    marta.publish(
        {
            "tutoriales/caja.md": text("caja"),
            "tutoriales/till.en.md": text("caja", "For staff.\n", audience="staff", aliases="[old-till]"),
            "tutoriales/clave.md": text("clave", audience="vip", aliases="[la-clave]"),
        }
    )
    shelf = marta.shelf(EVERYONE)
    assert [article.slug for article in shelf.everything(ES)] == ["caja"]
    assert shelf.everything(ES)[0].other_languages == {}
    assert shelf.article(EN, "till") is None
    assert shelf.renamed(ES, "la-clave") is None
    assert shelf.renamed(EN, "old-till") is None
    assert [article.slug for article in shelf.everything(EN)] == ["caja"]
    assert marta.shelf(EVERYBODY).article(EN, "till") is not None


def test_a_phrase_that_misses_its_article_warns_or_holds_back(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    wrong = {"tutoriales/otro.md": text("otro", finds="[zanahoria morada]")}
    held = marta.publish(wrong, finds_policy="block")
    assert not held.live
    assert held.report is not None
    assert [miss.phrase for miss in held.report.finds.missed] == ["zanahoria morada"]
    assert marta.shelf().article(ES, "otro") is None
    assert marta.publish(finds_policy="warn").live
    assert marta.shelf().article(ES, "otro") is not None


def test_going_back_lasts_until_the_next_publication(marta: Editor) -> None:
    first = marta.commit({"tutoriales/caja.md": text("caja", "Primera.\n")})
    marta.publish()
    marta.publish({"tutoriales/caja.md": text("caja", "Segunda.\n")})
    assert roll_back(marta.store, marta.engine) == first
    assert "Primera" in marta.html("caja")
    assert marta.publisher().publish(unless_pinned=True).report is None
    assert "Primera" in marta.html("caja")
    marta.publish()
    assert "Segunda" in marta.html("caja")


def test_three_generations_stay_and_what_only_older_ones_needed_goes(marta: Editor) -> None:
    picture = {"media/caja.svg": PICTURE}
    marta.publish({"tutoriales/caja.md": text("caja", "![Caja](../media/caja.svg)\n"), **picture})
    address = next(iter((marta.store.folder / "store").glob("*/media-*")))
    for number in range(5):
        (marta.repository / "articles/media/caja.svg").unlink(missing_ok=True)
        marta.publish({"tutoriales/caja.md": text("caja", f"Versión {number}.\n")})
    assert len(generations(marta.store)) == 4
    assert len(list((marta.store.folder / "store").glob("*/*"))) == 4
    assert not address.exists()


def test_the_same_commit_is_not_built_twice_unless_asked(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    assert marta.publish().report is None
    again = marta.publish(full=True)
    assert again.report is not None
    assert len(generations(marta.store)) == 2


def test_a_damaged_generation_is_built_again(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    (marta.live().folder / "catalogue.json").write_text("{")
    marta.publish()
    assert "Haz esto" in marta.html("caja")


def test_pictures_get_addresses_that_never_change_their_content(marta: Editor) -> None:
    marta.publish(
        {
            "tutoriales/caja.md": text("caja", '![Caja](../media/caja.svg "La caja.")\n'),
            "media/caja.svg": PICTURE,
        }
    )
    html = marta.html("caja")
    assert "<figcaption>La caja.</figcaption>" in html
    assert 'width="72"' in html
    assert 'height="36"' in html
    digest = html.partition("/media/")[2].partition("/")[0]
    assert marta.live().media("caja.svg", digest) == (PICTURE.encode(), "image/svg+xml")
    assert marta.live().media("caja.svg", "0" * 20) is None
    assert marta.live().media("otra.svg") is None


def _sorted_attributes(html: str) -> str:
    return html.replace('hreflang="es" href="/es/articles/caja"', 'href="/es/articles/caja" hreflang="es"')

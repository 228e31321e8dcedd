"""Readers without the right never learn that an article exists, whatever they ask (security 15, 16; G5)."""

import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask

from app.kernel.terms import Audience, Language
from app.knowledge.live import LiveKnowledge
from app.search.documents import SearchQuery
from tests.accounts.signing_in import Browser
from tests.security.conftest import NOBODY
from tests.support.crawl import BROWSER, Visit, addresses, crawl, visit
from tests.support.hidden_articles import CANARIES, HALF_HIDDEN, PUBLIC, SLUGS

pytestmark = pytest.mark.xdist_group("guarded")  # one walk for all of them
LEAST = (NOBODY, "requester")
FIELDS = ("titulo", "resumen", "clave", "texto", "pregunta", "respuesta", "alternativo", "leyenda", "dibujo")
HIDDEN_SLUGS = [
    name
    for slug in SLUGS.values()
    for name in (slug, f"{slug}-original", f"{slug}-alias-es", f"{slug}-alias-en")
]
SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda word: word,
    lambda word: word[:-3],
    lambda word: word[0] + word[2:],
    lambda word: f'"{word}"',
    lambda word: f"{word} inventario",
)
FORM = "a" * 22  # a key of nobody's form
SEARCHES = ("inventario", "tienda", "inventory", "reservada", "protocolo", "preferente", "")


def everything_guessable(app: Flask) -> list[str]:
    """Return the address of every page, also with the hidden articles' present and former names."""
    known = {
        "language": ["es", "en"],
        "slug": [*HIDDEN_SLUGS, PUBLIC, HALF_HIDDEN, "tutoriales", "primeros-pasos", "no-existe"],
        "digest": ["0" * 20],
        "name": [*(f"{slug}.svg" for slug in SLUGS.values())],
        "form_key": [FORM],
        "generation": ["0" * 40],
        "reference": ["TQ-00000"],
        "token": ["0" * 20],
        "notice_id": ["1"],
        "change_id": ["1"],
        "item_number": ["1"],
        "gap_number": ["1"],
        "article_id": [*SLUGS.values(), *HIDDEN_SLUGS],
        "vote_id": ["1"],
    }
    asked = [f"/{language}/{place}?q={word}" for language in ("es", "en") for word in SEARCHES
             for place in ("search", "completions", "contact")]  # fmt: skip
    brought = [f"/es/{place}?article={name}" for name in HIDDEN_SLUGS
               for place in ("contact", "tickets/new", f"tickets/forms/{FORM}/solution",
                             f"tickets/forms/{FORM}/solved")]  # fmt: skip
    return addresses(app, known) + asked + brought


@pytest.fixture(scope="module")
def walks(guarded: Flask, readers: dict[str, Browser]) -> dict[str, dict[str, Visit]]:
    """All that each kind of reader can open; those with more rights begin at what they have a right to."""
    offered = [
        "/es/",
        "/es/faq",
        *(f"/es/articles/{slug}" for slug in SLUGS.values()),
        "/es/search?q=inventario",
    ]
    seeds = {kind: everything_guessable(guarded) if kind in LEAST else offered for kind in readers}
    return {kind: crawl(browser.client, seeds[kind]) for kind, browser in readers.items()}


def leaks(walk: dict[str, Visit], word: str) -> dict[str, str]:
    """Return the pages that say ``word``, each with what stands around it."""
    found = {}
    for path, seen in walk.items():
        if word in seen.everything:
            place = seen.everything.index(word)
            found[path] = seen.everything[max(place - 60, 0) : place + 60]
    return found


@pytest.mark.parametrize("kind", LEAST)
@pytest.mark.parametrize("word", CANARIES.values())
def test_no_word_of_a_hidden_article_reaches_a_reader_without_the_right(
    walks: dict[str, dict[str, Visit]], kind: str, word: str
) -> None:
    assert len(walks[kind]) > 100
    assert leaks(walks[kind], word) == {}


@pytest.mark.parametrize("kind", LEAST)
def test_no_address_of_a_hidden_article_is_named_to_a_reader_without_the_right(
    walks: dict[str, dict[str, Visit]], kind: str
) -> None:
    names = re.compile("|".join(rf"(?:articles|media/\w+)/{slug}\b" for slug in SLUGS.values()))
    told = {
        path: match[0]
        for path, seen in walks[kind].items()
        if not names.search(path) and (match := names.search(seen.everything))
    }
    assert told == {}


def test_vip_customers_read_the_vip_articles_and_not_the_staff_ones(
    walks: dict[str, dict[str, Visit]],
) -> None:
    assert walks["vip"][f"/es/articles/{SLUGS['vip']}"].status == 200
    assert len(leaks(walks["vip"], CANARIES["vip"])) > 5
    assert {word for kind, word in CANARIES.items() if kind != "vip" and leaks(walks["vip"], word)} == set()


@pytest.mark.parametrize("kind", ["agent", "editor"])
def test_staff_read_all_that_is_published_and_nothing_that_is_not(
    walks: dict[str, dict[str, Visit]], kind: str
) -> None:
    assert walks[kind][f"/es/articles/{SLUGS['staff']}"].status == 200
    assert {word for word in CANARIES.values() if leaks(walks[kind], word)} == {
        CANARIES["staff"],
        CANARIES["vip"],
    }


@pytest.mark.parametrize("kind", LEAST)
@pytest.mark.parametrize("slug", [*HIDDEN_SLUGS])
def test_a_hidden_article_answers_like_one_that_does_not_exist(
    readers: dict[str, Browser], kind: str, slug: str
) -> None:
    missing = "x" * len(slug)
    client = readers[kind].client
    for path in ("/es/articles/{}", "/en/articles/{}", "/es/articles/{}/history", "/es/contact?article={}"):
        hidden, absent = (visit(client, path.format(name)) for name in (slug, missing))
        assert hidden.status == absent.status
        assert without_chance(hidden, slug) == without_chance(absent, missing)


@pytest.mark.parametrize("deed", ["vote", "vote/reason", "vote/withdrawal"])
@pytest.mark.parametrize("slug", [*SLUGS.values()])
def test_a_vote_on_a_hidden_article_is_one_on_no_article(
    readers: dict[str, Browser], deed: str, slug: str
) -> None:
    stranger = readers[NOBODY]
    token = stranger.token_of("/account/login")
    form = {"csrf_token": token, "helpful": "yes", "reason": "confusing", "revision": "x"}
    answers = [
        stranger.client.post(f"/es/articles/{name}/{deed}", data=form, headers={"User-Agent": BROWSER})
        for name in (slug, "no-existe")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [answer.get_data(as_text=True) for answer in answers]
    assert neutral(bodies[0], slug) == neutral(bodies[1], "no-existe")


@pytest.mark.parametrize("field", ["titulo", "clave", "texto"])
@pytest.mark.parametrize("word", CANARIES.values())
def test_asking_for_a_hidden_word_is_asking_for_a_word_nobody_wrote(
    readers: dict[str, Browser], word: str, field: str
) -> None:
    hidden_word = word + field
    unknown_word = "".join(chr(ord("a") + (ord(letter) - ord("a") + 7) % 26) for letter in hidden_word)
    for place in ("es/search", "en/search", "es/completions", "en/completions"):
        for spelled in SPELLINGS:
            hidden, unknown = (
                answer_to(readers[NOBODY], place, spelled(asked)) for asked in (hidden_word, unknown_word)
            )
            assert hidden == unknown, spelled(hidden_word)


def test_a_typo_is_never_corrected_to_a_hidden_word(guarded: Flask) -> None:
    reader = guarded.extensions["knowledge"].current().search
    for word in CANARIES.values():
        for field in FIELDS:
            typo = (word + field).replace("o", "", 1)
            for language in Language:
                found = reader.search(SearchQuery(typo, language))
                assert (found.total, found.corrected) == (0, None)
    staff = SearchQuery("ornitorrincotitul", Language.ES, frozenset(Audience))
    assert reader.search(staff).total > 0


@pytest.mark.parametrize("language", list(Language))
def test_counts_are_of_what_the_reader_may_see(guarded: Flask, language: Language) -> None:
    knowledge: LiveKnowledge = guarded.extensions["knowledge"]
    generation = knowledge.current()
    for audiences in ({Audience.EVERYONE}, {Audience.EVERYONE, Audience.VIP}, set(Audience)):
        seen = frozenset(audiences)
        found = generation.search.search(SearchQuery("inventario", language, seen, limit=50))
        visible = {(article.id, article.language) for article in generation.shelf(seen).everything(language)}
        assert {(hit.article_id, hit.language) for hit in found.hits} <= visible
        assert found.total == len(found.hits) == sum(found.by_category.values())


def test_a_hidden_translation_is_no_other_language(walks: dict[str, dict[str, Visit]]) -> None:
    spanish = walks[NOBODY][f"/es/articles/{HALF_HIDDEN}"]
    english = walks[NOBODY][f"/en/articles/{HALF_HIDDEN}"]
    assert (spanish.status, english.status) == (200, 200)
    assert 'hreflang="en"' not in spanish.body.partition("</head>")[0]
    assert "Solo aquí." in english.body


def test_what_staff_hold_in_their_cache_is_not_confirmed_to_a_stranger(readers: dict[str, Browser]) -> None:
    path = f"/es/articles/{SLUGS['staff']}"
    held = visit(readers["agent"].client, path).headers["ETag"]
    assert visit(readers[NOBODY].client, path, headers={"If-None-Match": held}).status == 404


def test_a_vote_on_a_hidden_article_changes_nothing_a_stranger_can_measure(
    readers: dict[str, Browser],
) -> None:
    pages = (
        "/es/faq",
        f"/es/articles/{PUBLIC}",
        "/sitemap.xml",
        "/es/feed.atom",
    )
    stranger = readers[NOBODY].client
    before = {page: visit(stranger, page).headers.get("ETag") for page in pages}
    vip = readers["vip"]
    path = f"/es/articles/{SLUGS['vip']}"
    shown = vip.get(path, headers={"User-Agent": BROWSER}).get_data(as_text=True)
    form = dict(re.findall(r'name="(csrf_token|revision)" value="([^"]+)"', shown))
    answer = vip.client.post(f"{path}/vote", data={**form, "helpful": "yes"}, headers={"User-Agent": BROWSER})
    assert answer.status_code == 303
    assert {page: visit(stranger, page).headers.get("ETag") for page in pages} == before


def test_the_picture_of_a_hidden_article_cannot_be_asked_for_by_its_name(readers: dict[str, Browser]) -> None:
    for digest in ("0" * 20, "", "..", "%2e%2e", "f" * 40):
        assert visit(readers[NOBODY].client, f"/media/{digest}/{SLUGS['staff']}.svg").status == 404


def answer_to(browser: Browser, place: str, query: str) -> str:
    """Return what a search answers, with the query itself taken out."""
    return without_chance(visit(browser.client, f"/{place}?q={quote_plus(query)}"), query)


def without_chance(seen: Visit, asked: str) -> str:
    """Return the answer without what differs from one request to the next."""
    kept = {name: value for name, value in seen.headers.items() if name not in _BY_CHANCE}
    return neutral(f"{seen.status} {sorted(kept.items())}\n{seen.body}", asked)


def neutral(text: str, asked: str) -> str:
    """Return the text with the query or name, tokens and ids replaced."""
    for written in (
        asked,
        asked.replace('"', "&#34;"),
        asked.replace('"', '\\"'),
        quote_plus(asked),
        quote(asked),
    ):
        text = text.replace(written, "…")
    text = re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "token", text)
    return re.sub(r"\b[0-9a-f]{8,64}\b|\b[0-9]+ ?ms\b", "#", text)


_BY_CHANCE = {"Date", "Content-Length", "Set-Cookie", "ETag", "X-Request-Id", "X-Request-ID"}

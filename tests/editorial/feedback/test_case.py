"""The case of an article: what people said, which steps fail, and whether the last change helped."""

from app.deflection.models import FailedStep
from app.editorial.feedback import actions
from app.editorial.feedback.answers import ArticleCase
from app.editorial.feedback.case import article_case
from app.editorial.feedback.vocabulary import FeedbackState
from app.knowledge.article import Article
from app.knowledge.votes import NoReason
from app.storage.database import db, transaction
from tests.editorial.feedback.world import A_DAY, EN, ES, NOW, World
from tests.editorial.log import visitor_searches
from tests.support.editor import text


def case_of(article: Article) -> ArticleCase:
    found = article_case(article.id, article.language, article.revision, NOW)
    assert found is not None
    return found


def step_fails(article: Article, anchor: str, times: int, days: int = 1) -> None:
    with transaction():
        for _ in range(times):
            db.session.add(
                FailedStep(
                    article_id=article.id,
                    revision=article.revision,
                    anchor=anchor,
                    failed_at=NOW - days * A_DAY,
                )
            )


def test_an_article_nobody_knows_has_no_case(world: World) -> None:
    assert article_case("nada", ES, "", NOW) is None
    quiet = case_of(world.article("pago"))
    assert (quiet.items, quiet.comments, quiet.revisions, quiet.comparison) == ((), (), (), None)
    assert quiet.line.not_helpful.whole == 0


def test_an_article_that_is_gone_keeps_its_case(world: World) -> None:
    with transaction():
        actions.put_in_queue("pago", ES, world.person("marta"), NOW)
    gone = article_case("pago", ES, "", NOW)
    assert gone is not None
    assert gone.items[0].state is FeedbackState.NEW
    assert article_case("pago", EN, "", NOW) is None


def test_steps_that_fail_stand_by_how_often(world: World) -> None:
    caja, english = world.article(), world.article("caja", EN)
    step_fails(caja, "paso-1", 1)
    step_fails(caja, "paso-3", 4)
    step_fails(caja, "paso-2", 9, days=91)
    step_fails(english, "step-1", 2)
    world.vote(no=1, of=english)
    steps = case_of(caja).failing_steps
    assert [(step.anchor, step.times) for step in steps] == [("paso-3", 4), ("paso-1", 1)]
    assert steps[0].revision == caja.revision


def test_only_what_five_people_searched_is_shown(world: World) -> None:
    for number in range(5):
        visitor_searches(f"many {number}", "cerrar caja", opens="caja", at=NOW - A_DAY)
        visitor_searches("the same", "clave de Ana", opens="caja", at=NOW - number * A_DAY)
        visitor_searches(f"masked {number}", "caja 04141234567", opens="caja", at=NOW - A_DAY)
        visitor_searches(f"long ago {number}", "arqueo", opens="caja", at=NOW - 91 * A_DAY)
        visitor_searches(f"elsewhere {number}", "pagar", opens="pago", at=NOW - A_DAY)
        visitor_searches(f"english {number}", "till", opens="caja", at=NOW - A_DAY, language=EN)
    for number in range(4):
        visitor_searches(f"few {number}", "caja de Ana", opens="caja", at=NOW - A_DAY)
    assert [(query.text, query.visitors) for query in case_of(world.article()).queries] == [
        ("cerrar caja", 5)
    ]
    assert [query.text for query in case_of(world.article("caja", EN)).queries] == ["till"]


def test_comments_stay_in_the_case_when_they_were_attended_to(world: World) -> None:
    vote = world.vote(no=1, comment="Falta una foto", contact="ana@demo.tuqr.com")
    with transaction():
        actions.handle_comment(vote, world.person("juan"), NOW)
    case = case_of(world.article())
    assert [(each.text, each.handled_at) for each in case.comments] == [("Falta una foto", NOW)]
    assert "ana@demo.tuqr.com" not in repr(case)
    assert case.line.open_comments == 0


def test_a_change_that_helped_is_told_from_one_that_may_not_have(world: World) -> None:
    before = world.article()
    world.vote(helpful=61, no=39, at=NOW - 9 * A_DAY)
    world.publish({"tutoriales/caja.md": text("caja", "Ahora con fotos.\n")})
    after = world.article()
    assert case_of(after).comparison is None
    world.vote(helpful=6, no=4, at=NOW - 2 * A_DAY)
    world.vote(no=30, at=NOW - 2 * A_DAY, reason=NoReason.DISLIKES_FEATURE)
    case = case_of(after)
    assert [(score.revision, score.is_live) for score in case.revisions] == [
        (after.revision, True),
        (before.revision, False),
    ]
    early = case.comparison
    assert early is not None
    assert (early.after.part, early.after.whole, early.before.whole) == (6, 10, 100)
    assert not early.is_significant
    assert early.wanted is None or early.wanted > 1000  # 60 % and 61 % are nearly the same
    world.vote(helpful=80, at=NOW - A_DAY)
    later = case_of(after).comparison
    assert later is not None
    assert later.is_significant
    assert (later.low > 0, later.wanted) == (True, 0)
    assert later.low < later.difference < later.high


def test_the_history_names_who_did_what(world: World) -> None:
    marta, juan = world.person("marta"), world.person("juan")
    with transaction():
        number = actions.put_in_queue("caja", ES, marta, NOW).id
        actions.assign(number, marta, juan.person_id, FeedbackState.NEW, NOW)
        actions.dismiss(number, juan, "Ya no se usa", FeedbackState.NEW, NOW)
    with transaction():
        actions.put_in_queue("caja", ES, marta, NOW)
    newest, oldest = case_of(world.article()).items
    assert newest.number > oldest.number == number
    assert [(each.actor_id, each.assignee_id, each.after, each.words) for each in oldest.history] == [
        (marta.person_id, None, FeedbackState.NEW, ""),
        (marta.person_id, juan.person_id, FeedbackState.NEW, ""),
        (juan.person_id, juan.person_id, FeedbackState.DISMISSED, "Ya no se usa"),
    ]

"""Who tries the product finds the editor's desk with something to decide."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select

from app.cli.demo_desk import seed_desk
from app.editorial.feedback.jobs import open_feedback
from app.editorial.feedback.review import review_lines
from app.editorial.gaps.jobs import gather_gaps
from app.editorial.gaps.models import ContentGap
from app.knowledge.models import ArticleVote
from app.storage.database import db, transaction

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)


def test_the_demo_leaves_articles_to_review_and_gaps_to_fill_once(app: Flask) -> None:
    for _ in range(2):
        with transaction():
            seed_desk(NOW)
    votes = db.session.scalar(select(func.count()).select_from(ArticleVote))
    assert votes == 58 + 23 + 96 + 52 + 68 + 21
    assert open_feedback(NOW) == 3
    gather_gaps(NOW)
    assert review_lines(NOW)[0].article_id == "integrar-sistemas-externos"
    assert "factura electrónica seniat" in db.session.scalars(select(ContentGap.name)).all()

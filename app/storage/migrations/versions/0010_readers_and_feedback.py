"""How many people read each article, and what their complaints led to.

Revision: 0010, after 0009, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "article_readers",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "article_id", "language", name=op.f("pk_article_readers")),
    )
    op.create_index(
        "ix_article_readers_lately", "article_readers", ["day", "article_id", "language", "readers"]
    )
    op.create_table(
        "reading_marks",
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "article_id", "language", name=op.f("pk_reading_marks")),
    )
    op.create_index(op.f("ix_reading_marks_day"), "reading_marks", ["day"])
    op.create_table(
        "feedback_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("causes", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awaits_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_revision", sa.String(), nullable=False),
        sa.Column("commit", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_feedback_items_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_items")),
    )
    op.create_index(
        "uq_feedback_items_open", "feedback_items", ["article_id", "language"], unique=True,
        sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_feedback_items_closed", "feedback_items", ["article_id", "language", "closed_at"])
    op.create_table(
        "feedback_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("commit", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["feedback_items.id"], name=op.f("fk_feedback_changes_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_feedback_changes_actor_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_feedback_changes_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_changes")),
    )
    op.create_index("ix_feedback_changes_item", "feedback_changes", ["item_id", "id"])
    op.create_table(
        "handled_comments",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["article_votes.id"], name=op.f("fk_handled_comments_vote_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_handled_comments_handler_id")),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_handled_comments")),
    )
    op.drop_index("ix_article_votes_score", table_name="article_votes")
    op.create_index(
        "ix_article_votes_score", "article_votes",
        ["article_id", "language", "revision", "by_staff", "helpful", "reason", "cast_at"],
    )
    op.drop_index(op.f("ix_article_votes_cast_at"), table_name="article_votes")
    op.create_index(
        "ix_article_votes_weeks", "article_votes", ["cast_at", "by_staff", "reason", "helpful"]
    )
    op.create_index(
        "ix_article_votes_comments", "article_votes", ["cast_at"],
        sqlite_where=sa.text("comment <> ''"), postgresql_where=sa.text("comment <> ''"),
    )
    op.create_index("ix_logged_queries_results", "logged_queries", ["asked_at", "results"])
    op.create_index("ix_query_steps_article", "query_steps", ["article_id", "kind", "query_id"])
    op.create_index("ix_form_sessions_ends", "form_sessions", ["started_at", "outcome", "outcome_at"])
    op.create_index(
        "ix_form_sessions_arrival", "form_sessions", ["arrival_article_id", "language", "started_at", "outcome"],
        sqlite_where=sa.text("arrival_article_id <> ''"), postgresql_where=sa.text("arrival_article_id <> ''"),
    )
    op.create_index(
        "ix_form_steps_lately", "form_steps", ["kind", "taken_at", "article_id", "revision", "undone_at"]
    )

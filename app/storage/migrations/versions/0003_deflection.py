"""The ledger of ticket forms.

Revision: 0003, after 0002, 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "form_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("visitor", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("query", sa.String(length=120), nullable=False),
        sa.Column("query_token", sa.String(length=32), nullable=False),
        sa.Column("arrival_article_id", sa.String(), nullable=False),
        sa.Column("arrival_step", sa.String(length=200), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_article_id", sa.String(), nullable=False),
        sa.Column("confirmed_revision", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_form_sessions_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_form_sessions_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_sessions")),
        sa.UniqueConstraint("form_key", name=op.f("uq_form_sessions_form_key")),
    )
    with op.batch_alter_table("form_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_form_sessions_person", ["person_id", "outcome", "outcome_at"], unique=False)
        batch_op.create_index("ix_form_sessions_visitor", ["visitor", "outcome", "outcome_at"], unique=False)
        batch_op.create_index("ix_form_sessions_seen", ["outcome", "last_seen_at"], unique=False)
        batch_op.create_index(
            "ix_form_sessions_settling", ["outcome", "settled_at", "outcome_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_form_sessions_started_at"), ["started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_sessions_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "form_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["form_sessions.id"], name=op.f("fk_form_steps_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_steps")),
        sa.UniqueConstraint(
            "session_id", "kind", "article_id", name=op.f("uq_form_steps_session_id_kind_article_id")
        ),
    )
    op.create_table(
        "failed_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(length=200), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["form_sessions.id"], name=op.f("fk_failed_steps_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_steps")),
        sa.UniqueConstraint(
            "session_id",
            "article_id",
            "revision",
            "anchor",
            name=op.f("uq_failed_steps_session_id_article_id_revision_anchor"),
        ),
    )
    with op.batch_alter_table("failed_steps", schema=None) as batch_op:
        batch_op.create_index("ix_failed_steps_article", ["article_id", "failed_at"], unique=False)

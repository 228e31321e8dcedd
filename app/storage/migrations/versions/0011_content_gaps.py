"""Content gaps: what people look for and no article answers, and what was refused.

Revision: 0011, after 0010, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "content_gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("stems", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("people_before", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("verdicts", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.JSON(), nullable=False),
        sa.Column("near", sa.JSON(), nullable=False),
        sa.Column("commit", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.String(length=100), nullable=False),
        sa.Column("dismissed_size", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_content_gaps_assignee_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["content_gaps.id"], name=op.f("fk_content_gaps_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_gaps")),
    )
    op.create_index("ix_content_gaps_state", "content_gaps", ["state", "people"])
    op.create_table(
        "gap_phrases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gap_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gap_id"], ["content_gaps.id"], name=op.f("fk_gap_phrases_gap_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_phrases")),
        sa.UniqueConstraint("gap_id", "source", "text", name=op.f("uq_gap_phrases_gap_id_source_text")),
    )
    op.create_table(
        "gap_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gap_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gap_id"], ["content_gaps.id"], name=op.f("fk_gap_changes_gap_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_gap_changes_actor_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_gap_changes_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_changes")),
    )
    op.create_index("ix_gap_changes_gap", "gap_changes", ["gap_id", "id"])
    op.create_table(
        "uncited_tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("all_tickets", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uncited_tickets")),
        sa.UniqueConstraint("area", "type", name=op.f("uq_uncited_tickets_area_type")),
    )
    op.create_table(
        "synonym_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("first_stems", sa.String(length=120), nullable=False),
        sa.Column("second_stems", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refuser_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["refuser_id"], ["people.id"], name=op.f("fk_synonym_refusals_refuser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_refusals")),
        sa.UniqueConstraint(
            "language",
            "first_stems",
            "second_stems",
            name=op.f("uq_synonym_refusals_language_first_stems_second_stems"),
        ),
    )

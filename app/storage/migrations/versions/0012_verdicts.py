"""What agents say of the articles that did not help a requester.

Revision: 0012, after 0011, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "article_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_article_verdicts_ticket_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["people.id"], name=op.f("fk_article_verdicts_giver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_verdicts")),
        sa.UniqueConstraint(
            "ticket_id", "article_id", name=op.f("uq_article_verdicts_ticket_id_article_id")
        ),
    )
    op.create_index("ix_article_verdicts_article", "article_verdicts", ["article_id", "language"])
    op.create_index("ix_article_verdicts_given", "article_verdicts", ["given_at"])

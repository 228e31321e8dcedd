"""Drafts of people who have not signed in.

Revision: 0004, after 0003, 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("ticket_drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visitor", sa.String(length=32), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_unique_constraint(
            batch_op.f("uq_ticket_drafts_visitor_form_key"), ["visitor", "form_key"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_ticket_drafts_one_holder"), "(person_id IS NULL) <> (visitor IS NULL)"
        )

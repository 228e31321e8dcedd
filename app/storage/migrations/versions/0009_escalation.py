"""Watches over promises, the steps that were due, requests to escalate, and the queue's next due instant.

Revision: 0009, after 0008, 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; tickets that are not closed are looked at in the first sweep."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_tickets_next_due", ["status", "next_due_at"], unique=False)
    op.create_table(
        "promise_watches",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_promise_watches_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_promise_watches")),
    )
    op.create_index(op.f("ix_promise_watches_due_at"), "promise_watches", ["due_at"])
    op.create_table(
        "promise_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("commitment", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_promise_steps_ticket_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_promise_steps_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_steps")),
        sa.UniqueConstraint(
            "ticket_id", "rule", "commitment", "due_at",
            name=op.f("uq_promise_steps_ticket_id_rule_commitment_due_at"),
        ),
    )
    op.create_index("ix_promise_steps_rule", "promise_steps", ["rule", "due_at"])
    op.create_table(
        "escalation_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_escalation_requests_ticket_id")),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["people.id"], name=op.f("fk_escalation_requests_requester_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["ticket_messages.id"], name=op.f("fk_escalation_requests_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_escalation_requests_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_requests")),
    )
    op.create_index(
        "uq_escalation_requests_open", "escalation_requests", ["ticket_id"], unique=True,
        sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_escalation_requests_ticket", "escalation_requests", ["ticket_id", "id"])
    op.create_index("ix_escalation_requests_state", "escalation_requests", ["state", "decide_by"])
    op.execute(
        "INSERT INTO promise_watches (ticket_id, due_at) SELECT id, opened_at FROM tickets WHERE status <> 'closed'"
    )
    op.execute("UPDATE tickets SET next_due_at = first_response_due_at WHERE first_response_at IS NULL AND status <> 'closed'")

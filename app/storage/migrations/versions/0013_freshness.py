"""When articles were asked to be checked again, and letters to people without an account.

Revision: 0013, after 0012, 2026-11-23
"""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""

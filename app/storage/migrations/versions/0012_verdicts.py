"""What agents say of the articles that did not help a requester.

Revision: 0012, after 0011, 2026-11-23
"""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""

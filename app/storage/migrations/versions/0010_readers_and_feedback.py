"""How many people read each article, and what their complaints led to.

Revision: 0010, after 0009, 2026-11-23
"""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""

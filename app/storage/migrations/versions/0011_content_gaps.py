"""Content gaps: what people look for and no article answers, and what was refused.

Revision: 0011, after 0010, 2026-11-23
"""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""

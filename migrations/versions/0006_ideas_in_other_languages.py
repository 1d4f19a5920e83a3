"""Ideas in other languages, and Easy Read beside the words of a step"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("idea", sa.Column("translations", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("stage_idea", sa.Column("easy_read", sa.Text(), nullable=True))
    op.add_column("stage_idea", sa.Column("translations", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("session", sa.Column("other_ways", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))

"""Tables that rank together, paper handed out and read back, suggestions joined, rehearsals, passes for helpers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("session", sa.Column("handed_out", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("session", sa.Column("rehearsal_of", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("participant", sa.Column("read_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("stage", sa.Column("reasons", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("suggestion", sa.Column("merged_with", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "stage_table",
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("scribe", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("handed_in", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("dealt", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stage"], ["stage.id"], name=op.f("fk_stage_table_stage_stage"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stage", "number", name=op.f("pk_stage_table")),
    )  # fmt: skip
    op.create_table(
        "session_pass",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("session", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("cookie", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.Column("revoked_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_session_pass_session_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_pass")),
        sa.UniqueConstraint("cookie", name=op.f("uq_session_pass_cookie")),
        sa.UniqueConstraint("link", name=op.f("uq_session_pass_link")),
    )
    op.create_index(op.f("ix_session_pass_session"), "session_pass", ["session"], unique=False)

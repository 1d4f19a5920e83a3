"""Accounts with roles, tokens with limits, and one record of deeds"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "audit_line",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("session", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_line")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index("ix_sign_in_try_about_at", "sign_in_try", ["about", "at"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.Column("revoked_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_invitation_programme_programme")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "membership",
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_membership_account_account")),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_membership_programme_programme")),
        sa.PrimaryKeyConstraint("programme", "account", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_account"), "membership", ["account"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_recovery_code_account_account")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account"), "recovery_code", ["account"], unique=False)

    op.add_column("account", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column("account", sa.Column("password", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("account", sa.Column("totp", sa.LargeBinary(), nullable=True))
    op.add_column("account", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.create_index(op.f("ix_account_subject"), "account", ["subject"], unique=True)

    op.add_column("api_token", sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("api_token", sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("api_token", sa.Column("scopes", sa.JSON(), nullable=True))
    op.add_column("api_token", sa.Column("expires_at", sa.Float(), nullable=True))
    op.add_column("api_token", sa.Column("used_at", sa.Float(), nullable=True))
    op.add_column("api_token", sa.Column("revoked_at", sa.Float(), nullable=True))

    op.add_column("participant", sa.Column("set_aside", sa.Boolean(), server_default=sa.false(), nullable=False))

    op.add_column("programme", sa.Column("notice", sa.Text(), server_default="", nullable=False))
    op.add_column("programme", sa.Column("keep_days", sa.Integer(), nullable=True))

    op.add_column("session", sa.Column("archived_at", sa.Float(), nullable=True))

    op.add_column("signed_in", sa.Column("browser", sa.Text(), server_default="", nullable=False))
    op.add_column("signed_in", sa.Column("seen_at", sa.Float(), nullable=True))

"""Listening, shaping and the strategy draft"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "kept_apart",
        sa.Column("one", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("other", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_kept_apart")),
    )
    op.create_table(
        "equality_answer",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_equality_answer_programme_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_answer")),
    )
    op.create_index(op.f("ix_equality_answer_programme"), "equality_answer", ["programme"], unique=False)

    op.create_table(
        "framework",
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("commitments", sa.JSON(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_framework_programme_programme")),
        sa.PrimaryKeyConstraint("programme", name=op.f("pk_framework")),
    )
    op.create_table(
        "idea_merge",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kept", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("gone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("undone_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_idea_merge_programme_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_merge")),
    )
    op.create_index(op.f("ix_idea_merge_programme"), "idea_merge", ["programme"], unique=False)

    op.create_table(
        "listening",
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("equality", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.Float(), nullable=True),
        sa.Column("closes_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_listening_programme_programme")),
        sa.PrimaryKeyConstraint("programme", name=op.f("pk_listening")),
        sa.UniqueConstraint("code", name=op.f("uq_listening_code")),
    )
    op.create_table(
        "programme_deed",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_programme_deed_programme_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_deed")),
    )
    op.create_index("ix_programme_deed_programme_at", "programme_deed", ["programme", "at"], unique=False)

    op.create_table(
        "public_page",
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_public_page_programme_programme")),
        sa.PrimaryKeyConstraint("programme", "what", "about", name=op.f("pk_public_page")),
    )
    op.create_table(
        "question",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_question_programme_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_programme_position", "question", ["programme", "position"], unique=False)

    op.create_table(
        "section",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_section_programme_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
    )
    op.create_index(op.f("ix_section_programme"), "section", ["programme"], unique=False)

    op.create_table(
        "contribution",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("community", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("profession", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_name", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("session", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("suggestion", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("theme", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "source in ('page', 'gather', 'file', 'paper', 'notes')", name=op.f("ck_contribution_source")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'allowed', 'hidden', 'withdrawn')", name=op.f("ck_contribution_state")
        ),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_contribution_programme_programme")),
        sa.ForeignKeyConstraint(["question"], ["question.id"], name=op.f("fk_contribution_question_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("programme", "key", name=op.f("uq_contribution_programme_key")),
        sa.UniqueConstraint("programme", "number", name=op.f("uq_contribution_programme_number")),
    )
    op.create_index("ix_contribution_programme_state", "contribution", ["programme", "state"], unique=False)
    op.create_index(op.f("ix_contribution_receipt"), "contribution", ["receipt"], unique=False)

    op.create_table(
        "idea_wording",
        sa.Column("idea", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("theme", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("easy_read", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("how", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["idea"], ["idea.id"], name=op.f("fk_idea_wording_idea_idea")),
        sa.PrimaryKeyConstraint("idea", "number", name=op.f("pk_idea_wording")),
    )
    op.create_table(
        "picture",
        sa.Column("idea", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["idea"], ["idea.id"], name=op.f("fk_picture_idea_idea")),
        sa.PrimaryKeyConstraint("idea", name=op.f("pk_picture")),
    )
    op.create_table(
        "statement",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("section", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("works_if", sa.Text(), nullable=False),
        sa.Column("with_whom", sa.Text(), nullable=False),
        sa.Column("still_open", sa.Text(), nullable=False),
        sa.Column("next_review", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ideas", sa.JSON(), nullable=False),
        sa.Column("professions", sa.JSON(), nullable=False),
        sa.Column("commitments", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("removed_at", sa.Float(), nullable=True),
        sa.CheckConstraint("state in ('draft', 'review', 'agreed')", name=op.f("ck_statement_state")),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name=op.f("fk_statement_programme_programme")),
        sa.ForeignKeyConstraint(["section"], ["section.id"], name=op.f("fk_statement_section_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index("ix_statement_programme_position", "statement", ["programme", "position"], unique=False)

    op.create_table(
        "story",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idea", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["idea"], ["idea.id"], name=op.f("fk_story_idea_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_index("ix_story_idea_at", "story", ["idea", "at"], unique=False)

    op.create_table(
        "contribution_tag",
        sa.Column("contribution", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("tag", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution"], ["contribution.id"], name=op.f("fk_contribution_tag_contribution_contribution")
        ),
        sa.PrimaryKeyConstraint("contribution", "tag", name=op.f("pk_contribution_tag")),
    )
    op.create_table(
        "quote",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idea", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("contribution", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("removed_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["contribution"], ["contribution.id"], name=op.f("fk_quote_contribution_contribution")),
        sa.ForeignKeyConstraint(["idea"], ["idea.id"], name=op.f("fk_quote_idea_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    op.create_index("ix_quote_contribution", "quote", ["contribution"], unique=False)
    op.create_index("ix_quote_idea", "quote", ["idea"], unique=False)

    op.create_table(
        "statement_comment",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("statement", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("settled_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name=op.f("fk_statement_comment_statement_statement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_comment")),
    )
    op.create_index(op.f("ix_statement_comment_statement"), "statement_comment", ["statement"], unique=False)

    op.create_table(
        "statement_version",
        sa.Column("statement", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name=op.f("fk_statement_version_statement_statement")),
        sa.PrimaryKeyConstraint("statement", "version", name=op.f("pk_statement_version")),
    )
    op.add_column("idea", sa.Column("easy_read", sa.Text(), nullable=True))
    op.add_column("idea", sa.Column("professions", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("idea", sa.Column("commitments", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("idea", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("idea", sa.Column("merged_into", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("idea", sa.Column("statement", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.execute(
        "insert into idea_wording (idea, number, text, name, theme, detail, why, how, who, at) "
        "select id, 1, text, name, theme, detail, '', 'made', '', created_at from idea"
    )

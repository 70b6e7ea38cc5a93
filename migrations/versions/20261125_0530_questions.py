"""Keep what events ask, what was answered, and the files that were sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "questions"
down_revision: str | None = "admission"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KINDS = (
    "text",
    "long_text",
    "single",
    "several",
    "yes_no",
    "number",
    "date",
    "country",
    "file",
    "consent",
)


def reference(table: str, column: str, other: str, ondelete: str | None = None) -> sa.Constraint:
    """Return a foreign key with the name that our tables give it."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, native_enum=False, length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("kind_ids", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("parent_values", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        reference("questions", "event_id", "events", "CASCADE"),
        reference("questions", "parent_id", "questions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_event_id"), "questions", ["event_id"])
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        reference("stored_files", "event_id", "events"),
        reference("stored_files", "registration_id", "registrations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
    )
    op.create_index(op.f("ix_stored_files_event_id"), "stored_files", ["event_id"])
    op.create_index(op.f("ix_stored_files_registration_id"), "stored_files", ["registration_id"])
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        reference("answers", "registration_id", "registrations", "CASCADE"),
        reference("answers", "question_id", "questions", "CASCADE"),
        reference("answers", "file_id", "stored_files"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "registration_id", "question_id", name=op.f("uq_answers_registration_id_question_id")
        ),
    )
    op.create_index(op.f("ix_answers_question_id"), "answers", ["question_id"])
    op.create_index(op.f("ix_answers_file_id"), "answers", ["file_id"])
    op.create_table(
        "answer_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        reference("answer_changes", "registration_id", "registrations", "CASCADE"),
        reference("answer_changes", "question_id", "questions", "CASCADE"),
        reference("answer_changes", "organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_changes")),
    )
    for column in ("registration_id", "question_id"):
        op.create_index(op.f(f"ix_answer_changes_{column}"), "answer_changes", [column])


def downgrade() -> None:
    """Take it back."""
    for table in ("answer_changes", "answers", "stored_files", "questions"):
        op.drop_table(table)

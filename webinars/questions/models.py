"""Tables of questions, answers, and changes of answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.localized_columns import LocalizedString, LocalizedStrings
from webinars.questions.question_spec import AnswerValue, QuestionSpec, Upload
from webinars.questions.question_types import QuestionStage, QuestionType


class Question(Base):
    """A question of an event's registration form, for all or some registration types.

    choices are the options. registration_type_ids: empty means all types. The question is shown
    only if the answer to its parent is one of parent_values (any answer, if there are none).
    text_version counts the texts of the question. sensitive:
    its answers are purged soon after the event. stage: when it is asked. removed_at: no longer asked, but its
    answers stay.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    question_type: Mapped[QuestionType]
    label: Mapped[str] = mapped_column(LocalizedString())
    help: Mapped[str] = mapped_column(LocalizedString(), default="")
    required: Mapped[bool] = mapped_column(default=False)
    text_version: Mapped[int] = mapped_column(default=1, server_default="1")
    sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    stage: Mapped[QuestionStage] = mapped_column(
        default=QuestionStage.AT_REGISTRATION, server_default=QuestionStage.AT_REGISTRATION.value
    )
    choices: Mapped[list[str]] = mapped_column(LocalizedStrings(), default=list)
    registration_type_ids: Mapped[list[Any]] = mapped_column(default=list)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))
    parent_values: Mapped[list[str]] = mapped_column(default=list)
    removed_at: Mapped[datetime | None]

    @property
    def asked(self) -> QuestionSpec:
        """Return the question as a plain value."""
        return QuestionSpec(
            id=self.id,
            question_type=self.question_type,
            label=self.label,
            help=self.help,
            required=self.required,
            sensitive=self.sensitive,
            stage=self.stage,
            text_version=self.text_version,
            choices=tuple(self.choices),
            registration_type_ids=frozenset(self.registration_type_ids),
            parent_id=self.parent_id,
            parent_values=tuple(self.parent_values),
        )


class Answer(Base):
    """A registration's answer to a question: text, a list of texts, or a file.

    value is {"text": …} or {"texts": […]}; of a consent it also holds the text that was agreed to,
    as "to", and its version. It is empty when the answer was cleared, and when the registrant left a
    question after approval empty; then file_id is empty too.
    """

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[dict[str, Any]]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    answered_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    @property
    def given(self) -> AnswerValue:
        """Return the answer as a plain value."""
        return given_of(self.value, self.file_id)


class AnswerChange(Base):
    """One change of an answer; organiser_id is empty if the registrant made it."""

    __tablename__ = "answer_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id"))
    changed_at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


def given_of(value: dict[str, Any], file_id: int | None = None) -> AnswerValue:
    """Return a stored value as a plain AnswerValue."""
    if "texts" in value:
        return list(value["texts"])
    text = str(value.get("text", ""))
    return Upload(text, stored_id=file_id) if file_id is not None else text

"""Types of questions, by the answer that each takes, and stages, by when a question is asked."""

from enum import StrEnum


class QuestionType(StrEnum):
    """Type of answer that a question takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    SINGLE = "single"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    FILE = "file"
    CONSENT = "consent"


class QuestionStage(StrEnum):
    """When a question is asked: with the registration form, or once the registration is confirmed."""

    AT_REGISTRATION = "at_registration"
    AFTER_APPROVAL = "after_approval"


CHOICE_TYPES = frozenset({QuestionType.SINGLE, QuestionType.SEVERAL})

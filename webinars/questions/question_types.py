"""Types of questions, by the answer that each takes."""

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


CHOICE_TYPES = frozenset({QuestionType.SINGLE, QuestionType.SEVERAL})

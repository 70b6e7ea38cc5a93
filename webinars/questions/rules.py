"""What a question asks for, when it is shown, and what an answer may be; decisions on plain values."""

from enum import StrEnum


class QuestionKind(StrEnum):
    """What kind of answer a question asks for."""

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

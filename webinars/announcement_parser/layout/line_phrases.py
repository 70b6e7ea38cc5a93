"""Phrases by which a line may name a time that the grammar does not know, all of a day, or no event."""

import re

from webinars.announcement_parser.grammar.phrases.day_phrases import ALL_DAY_PHRASES
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    WEEKDAY_BEFORE_DAY_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.list_words import SAME_TIME_PHRASES
from webinars.announcement_parser.grammar.vocabulary.other_date_words import CANCELLATION_PHRASES

# What may be a time of day, although the grammar does not know it: 15 h 45, 7.30pm, 0730-1200, 7-8 pm.
CLOCK = re.compile(
    r"(?<![\d.,/-])(?:[01]?\d|2[0-3])(?:\s?(?:h|hrs?|uhr|heures?|horas?)\b|[h:][0-5]\d\b|h\b"
    r"|(?:[.:][0-5]\d)?\s?[ap]\.?m\b)|\b[0-2]\d[0-5]\d\s?[-–]\s?[0-2]\d[0-5]\d\b"
    r"|(?<![\d.,/-])1?\d\s?[-–]\s?1?\d(?:[.:][0-5]\d)?\s?[ap]\.?m\b",
    re.IGNORECASE,
)
SAME_TIME = re.compile(rf"\b(?:{'|'.join(SAME_TIME_PHRASES)})\b", re.IGNORECASE)
ALTERNATIVE_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s(?:or|ou|o)\s(?:the\s|le\s|el\s)?\d{1,2}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
ALL_DAY = re.compile(rf"\b(?:{'|'.join(ALL_DAY_PHRASES.values())})\b", re.IGNORECASE)
CANCELLATION = re.compile(rf"\b(?:{'|'.join(CANCELLATION_PHRASES)})", re.IGNORECASE)


def begins_with_day(row: str) -> bool:
    """Return whether a row begins with a weekday and a number: "jeudi 29 — Concert"."""
    weekday, _, rest = row.partition(" ")
    word = weekday.casefold().strip(".,").removesuffix("-feira")
    is_weekday = word in WEEKDAY_NUMBERS or word in WEEKDAY_BEFORE_DAY_NUMBERS
    return is_weekday and rest[:1].isdigit()

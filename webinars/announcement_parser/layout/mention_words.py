"""Words next to a date which show that it belongs to no event, or to something else."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.other_date_words import (
    AFTER_ASIDES,
    ASIDE_WORDS,
    DEADLINE_PREPOSITIONS,
    MENTION_WORDS,
)

MIN_CLAUSE = 2  # words of a preposition's own clause
COMPOUND_SIGNS = frozenset({"'", "’", "-"})
CLAUSE_SIGNS = frozenset({",", ":", ")", "–", "—"})


def has_mention_word(source: str, before: Sequence[Item]) -> bool:
    """Return whether a word before a date says that it is that of no event: "until", "posted".

    A preposition does so only for its own clause, and "by" not before a name: "a talk by Una Hart on".
    """
    words = [item for item in before if isinstance(item, Word | Filler)]
    for index, item in enumerate(words):
        following = words[index + 1].norm if index + 1 < len(words) else ""
        if item.norm == "last" and following in MONTH_NUMBERS:  # "since last November: Friday"
            continue
        if following == ",":  # "Before, on 3 May"
            continue
        if item.norm in MENTION_WORDS and not (
            item.norm in DEADLINE_PREPOSITIONS
            and _is_of_name(source, item.norm, words[index + 1 :])
        ):
            return True
    return False


def aside_words(items: Sequence[Item]) -> set[str]:
    """Return the words for something beside an event: "coffee from 10:00", not "coffee morning".

    The second part of a compound is none: "Repair'Café".
    """
    words = [item for item in items if isinstance(item, Word | Filler)]
    return {
        item.norm
        for before, item, following in zip([None, *words], words, [*words[1:], None], strict=False)
        if item.norm in ASIDE_WORDS
        and (following is None or following.norm not in AFTER_ASIDES)
        and (before is None or before.end < item.start or before.norm not in COMPOUND_SIGNS)
    }


def _is_of_name(source: str, preposition: str, after: Sequence[Word | Filler]) -> bool:
    """Return whether a preposition is about something in the words after it, not about the date."""
    if not after or not isinstance(after[0], Word):
        return False
    is_name = preposition == "by" and source[after[0].start].isupper()
    # "since today, 3 May" is about the date, "after the fair, 3 May" is not.
    return is_name or any(item.norm in CLAUSE_SIGNS for item in after[MIN_CLAUSE:])

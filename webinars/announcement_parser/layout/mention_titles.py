"""Short titles of dates that are not those of events: "Camera-ready due", "4. Deadline: small grants"."""

from webinars.announcement_parser.grammar.vocabulary.other_date_words import MENTION_PHRASE_WORDS

MAX_MENTION_WORDS = 9  # words of a title that can be that of a deadline
MAX_PHRASE_WORDS = 5


def has_mention_phrase(title: str, *, at_end: bool = False) -> bool:
    """Return whether a short title starts or ends like that of a deadline: "Camera-ready due"."""
    words = [word.strip(".,;:!?()[]*_>#•-–—") for word in title.casefold().split()]
    words = [word for word in words if word]
    if words and words[0].isdigit():  # of a numbered list: "4. Deadline: small grants"
        del words[0]
    if not 0 < len(words) <= MAX_MENTION_WORDS:
        return False
    lengths = range(1, min(MAX_PHRASE_WORDS, len(words)) + 1)
    ends = [tuple(words[-length:]) for length in lengths]
    starts = [] if at_end else [tuple(words[:length]) for length in lengths]
    return not MENTION_PHRASE_WORDS.isdisjoint([*starts, *ends])

"""Names of series that are near a name one: the same words, or other spellings of it."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.enums import normalize_for_search
from webinars.events.models import Series
from webinars.events.queries import is_offered_to
from webinars.localized_text import all_languages

MOST_NEAR = 5
_LEAST_RATIO = 0.72


def near_names(session: Session, organiser: Organiser, entry: str) -> Sequence[str]:
    """Return the names, as written, of the series that an organiser may name and perhaps meant.

    A name is near if one contains the words of the other, or most characters are the same.
    """
    wanted = normalize_for_search(entry)
    words = set(wanted.split())
    names = select(Series.name, Series.short_name).where(is_offered_to(organiser))
    ranked = []
    for name, short_name in session.execute(names):
        texts = (*all_languages(name), *(all_languages(short_name) if short_name else ()))
        ratio = max(_nearness(wanted, words, normalize_for_search(text)) for text in texts)
        if ratio >= _LEAST_RATIO:
            ranked.append((-ratio, str(name)))
    return [name for _, name in sorted(ranked)[:MOST_NEAR]]


def _nearness(wanted: str, words: set[str], name: str) -> float:
    if wanted == name:
        return 1
    own = set(name.split())
    if words and own and (words <= own or own <= words):
        return 0.9
    matcher = SequenceMatcher(None, wanted, name, autojunk=False)
    # Two upper bounds first: thousands of names are compared.
    if matcher.real_quick_ratio() < _LEAST_RATIO or matcher.quick_ratio() < _LEAST_RATIO:
        return 0
    return matcher.ratio()

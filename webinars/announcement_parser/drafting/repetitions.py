"""Drop drafts that repeat another draft of the announcement."""

from collections.abc import Iterable, Sequence

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.announcement_parser.grammar.vocabulary.heading_words import GENERIC_HEADINGS
from webinars.announcement_parser.grammar.vocabulary.line_labels import LABEL_FIELDS
from webinars.timezones.schedule import Timed, When, resolve

MAX_WORDS_OF_TOWN = 3
MAX_COMPARED = 24  # drafts before, with the same title


def without_repetitions(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without those whose schedule is repeated under the same or a generic title."""
    distinct: list[Draft] = []
    for draft in drafts:
        title = " ".join(draft.title.casefold().split()).strip(" :!.")
        is_generic = title in LABEL_FIELDS or title in GENERIC_HEADINGS
        is_repeated = any(
            other.when == draft.when and (is_generic or other.title == draft.title)
            for other in distinct
        )
        if not is_repeated or draft.questions:
            distinct.append(draft)
    return distinct


def without_repeated_instants(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts without those that repeat the instants of one before in another zone.

    That is a certain one just before, one whose title is only a town of its time zone, as in rows of clocks,
    or one with the same title.
    """
    distinct: list[Draft] = []
    last: Draft | None = None
    for draft in drafts:
        others = [other for other in distinct[-MAX_COMPARED:] if _has_same_title(draft, other)]
        if last is not None and (_is_certain(last) or _is_clock(last)):
            others.append(last)
        if not any(_is_told_in_other_zone(draft, other) for other in others):
            distinct.append(draft)
            last = draft
        elif not draft.questions:
            last = draft
    return distinct


def _is_certain(draft: Draft) -> bool:
    return not draft.questions and "zone" not in draft.assumed


def _is_clock(draft: Draft) -> bool:
    """Return whether the title of a draft is no more than a town of its time zone: "Honolulu"."""
    if draft.context is None or len(draft.title.split()) > MAX_WORDS_OF_TOWN:
        return False
    zones = address_zones(draft.title, draft.context.language, is_venue=True)
    return draft.when.timezone in zones


def _has_same_title(draft: Draft, other: Draft) -> bool:
    """Return whether a draft without questions has the title of another one."""
    return not draft.questions and draft.title == other.title


def _is_told_in_other_zone(draft: Draft, other: Draft) -> bool:
    """Return whether a draft is another one, or its first part, told in a different zone."""
    if _is_in_other_zone(other.when, draft.when):
        return True
    first, second = other.when, draft.when
    is_asked = not {question.code for question in draft.questions} <= {"zone-not-stated"}
    if is_asked or draft.is_row or not isinstance(first, Timed) or not isinstance(second, Timed):
        return False
    one, two = resolve(first), resolve(second)
    is_within = one.starts_at == two.starts_at and two.ends_at <= one.ends_at
    return is_within and first.timezone != second.timezone


def _is_in_other_zone(first: When, second: When) -> bool:
    """Return whether two values have the same instants in different zones."""
    if not isinstance(first, Timed) or not isinstance(second, Timed):
        return False
    return first.timezone != second.timezone and resolve(first) == resolve(second)

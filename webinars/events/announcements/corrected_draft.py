"""Apply to a draft what an organiser entered in place of what the parser read."""

from collections.abc import Sequence
from dataclasses import replace

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.events.details import PLACE_LENGTH
from webinars.events.enums import Format
from webinars.timezones.cities import City
from webinars.timezones.schedule import When

PLACE_QUESTION = "which-place"


def with_schedule(draft: Draft, when: When, cities: Sequence[City]) -> Draft:
    """Return a draft with another schedule, about which nothing is asked or assumed any more."""
    return replace(
        draft,
        when=when,
        cities=tuple(cities),
        assumed=frozenset(),
        questions=draft.raised,
        second=None,
    )


def with_location(draft: Draft, attendance: Format, place: str) -> Draft:
    """Return a draft with another format and place."""
    written = extract_meeting_link(draft).place
    # A place that is too long for one is in the description.
    directions = (written,) if len(written) > PLACE_LENGTH else ()
    return replace(
        draft,
        place=place,
        is_place_entered=True,
        paragraphs=(*directions, *draft.paragraphs),
        fields=replace(draft.fields, attendance=attendance.value),
        questions=tuple(one for one in draft.questions if one.code != PLACE_QUESTION),
        raised=tuple(one for one in draft.raised if one.code != PLACE_QUESTION),
    )

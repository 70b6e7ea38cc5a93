"""What a draft read from an announcement says of an event, as create_event() takes it."""

from typing import Any

from webinars.events.announcement import Announcement
from webinars.events.rules import Format
from webinars.safety.urls import web_url
from webinars.timekeeping.announcement import sayings
from webinars.timekeeping.announcement.draft import Draft
from webinars.timekeeping.announcement.questions import Question
from webinars.timekeeping.announcement.room import part_room
from webinars.timekeeping.when import Timed
from webinars.wording import Wording

LONGEST_PLACE = 300  # what is longer tells how to get there, and goes into the text


def announcement_of(draft: Draft, w: Wording) -> Announcement:
    """Return a draft as an organiser's announcement, its open questions kept in their language."""
    parted = part_room(draft)
    is_online = not parted.place and (isinstance(draft.when, Timed) or parted.is_online)
    has_room = bool(parted.room_url) or parted.is_online
    is_named = len(parted.place) <= LONGEST_PLACE
    paragraphs = parted.paragraphs if is_named else (parted.place, *parted.paragraphs)
    return Announcement(
        title=sayings.title(draft, w),
        when=draft.when,
        cities=[city.key for city in draft.cities],
        description="\n\n".join(paragraphs),
        links=[{"url": web_url(link.url), "text": link.text} for link in parted.links],
        room_url=web_url(parted.room_url) if parted.room_url else "",
        format=_format(is_online=is_online, has_room=has_room),
        place=parted.place if is_named else "",
        reading={
            "proposed": sorted(draft.proposed),
            "assumed": sorted(draft.assumed | parted.left_out),
            "questions": [_question(question, w) for question in draft.questions],
        },
    )


def _format(*, is_online: bool, has_room: bool) -> Format:
    if is_online:
        return Format.ONLINE
    return Format.HYBRID if has_room else Format.IN_PERSON


def _question(question: Question, w: Wording) -> dict[str, Any]:
    """Return what the organiser's page shows of a question: what is asked, and each way to read it."""
    readings = [sayings.line(each.when, each.cities, w) for each in question.readings]
    return {"code": question.code, "readings": readings}

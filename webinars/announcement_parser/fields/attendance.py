"""Tell from the words of a region whether an event is online, in person, or both."""

import re
from enum import StrEnum

from webinars.announcement_parser.fields.regions import Region


class Attendance(StrEnum):
    """How people attend, as the text states it."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"
    UNKNOWN = ""


# Phrases about something else that is online or has none.
_ELSEWHERE = re.compile(
    r"\b(?:(?:register|registration|sign(?:ing)?\s+up|apply|form|rsvp|tickets?|booking|bookings|inscri\w+|formulaire|formulario|votes?)\s+"
    r"(?:\w+\s+){0,2}(?:online|on-line|en\s+ligne|en\s+l[íi]nea|virtual)|(?:online|on-line)\s+(?:registration|form|rsvp|booking|shop|"
    r"tickets?|application|consultation|resources?|store|calendar)|(?:now|is|are|video|recording|slides?)\s+(?:now\s+)?,?\s*online"
    r"|(?:no|not|without|sin|sans|pas\s+de|kein\w*)\s+(?:hay\s+)?(?:live\s*)?(?:stream\w*|zoom|online|remote|recording)|no\s+hay\s+stream\w*"
    r"|(?:formulaire|inscription)s?\s+en\s+ligne|social\s+media\s+live|(?:minutes|notes|agenda)\s+(?:are\s+)?online)\b",
    re.IGNORECASE,
)
_HYBRID = re.compile(
    r"\b(?:hybrid\w*|h[íi]brid\w*|in[\s-]person\s+(?:and|or|&)\s+(?:online|virtual\w*|on\s+zoom)|(?:online|virtual\w*)\s+(?:and|or|&)\s+in[\s-]person|"
    r"presencial\s+y\s+(?:en\s+l[íi]nea|virtual)|en\s+pr[ée]sentiel\s+et|blended|physical,?\s+with|on-?site\s+and\s+(?:online|remote))\b",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"\b(?:online|on-line|virtual(?:ly)?|webinars?|zoom|(?:microsoft\s+|ms\s+)?teams(?=\s+(?:link|meeting|call|webinar)|\W|$)|webex|jitsi|"
    r"bigbluebutton|bbb|google\s+meet|gotomeeting|gotowebinar|whereby|discord|mattermost|irc|slack\s+channel|video\s*-?call|video\s+link|"
    r"on\s+video|videoconference|conference\s+call|remote(?:ly)?|live\s*-?stream\w*|webcast\w*|streamed|streaming|stream\s+it|live\s+stream|"
    r"en\s+ligne|visio\w*|webinaires?|webdiffusion|webstreaming|retransmission|virtuelle?|[àa]\s+distance|en\s+l[íi]nea|"
    r"videoconferencia|transmisi[óo]n|transmitid\w+|en\s+vivo|webinarios?|seminario\s+web|virtuales|livestream|digital\w*\s+event|"
    r"dial\s+in)\b|(?:^|\s)#[a-z][\w-]+(?:\s+channel\b|\s+on\s+[\w-]+\.)",
    re.IGNORECASE,
)
_IN_PERSON = re.compile(
    r"\b(?:in[\s-]person|on-?site|face[\s-]to[\s-]face|pr[ée]sentiel|presencial|vor\s+ort|in\s+presenza|doors?\s+open)\b",
    re.IGNORECASE,
)
# Phrases that let people follow an event at a venue from elsewhere.
_ALSO_ONLINE = re.compile(
    r"(?:\b(?:and|or|also|plus|et|y|e|und)|[&+,;(])\s*(?:also\s+)?(?:(?:on|by|via|over|through|par|por|en|using|be\s+)\s*)*(?:the\s+)?"
    r"(?:online|zoom|teams|webex|video|live\s*-?stream\w*|streamed|webcast\w*|virtual\w*|remote\w*|visio\w*|ligne|l[íi]nea|webdiffusion|"
    r"en\s+ligne)\b|"
    r"\b(?:remote\s+participation|follow(?:ed)?\s+(?:it\s+)?(?:online|live|remotely)|listen\s+in|cannot\s+travel|live\s*-?stream\w*|webcast|"
    r"streamed|stream\s+it|webstreaming|webdiffusion|retransmission|transmisi[óo]n|transmitid\w+|lien\s+de\s+visio|en\s+visio\w*|"
    r"online\s+(?:and|&)\s|join\s+(?:us\s+)?online|online\s+event\s+by|connection\s+details)\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\b(?:failing\s+that|or\s+else|either\b.{0,40}\bor)\s*,?\s*(?:on\s+)?(?:zoom|online)\b",
    re.IGNORECASE,
)


def attendance(region: Region, *, has_place: bool, has_meeting: bool) -> Attendance:
    """Return how people attend, given whether a venue and a link to an online meeting were found."""
    text = "\n".join(sentence.text for sentence in region.sentences)
    text = _ELSEWHERE.sub(" ", text)
    if _UNDECIDED.search(text):
        return Attendance.UNKNOWN
    if _HYBRID.search(text):
        return Attendance.HYBRID
    if has_place:
        is_followed = has_meeting or _ALSO_ONLINE.search(text) is not None
        return Attendance.HYBRID if is_followed else Attendance.IN_PERSON
    if has_meeting or _ONLINE.search(text):
        return Attendance.ONLINE
    return Attendance.IN_PERSON if _IN_PERSON.search(text) else Attendance.UNKNOWN

"""Corrections of drafts before they are saved, with the fields and checks of the event form."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.zone_meanings import ABBREVIATIONS
from webinars.errors import InvalidInputError
from webinars.events.announcements.corrected_draft import (
    PLACE_QUESTION,
    with_location,
    with_schedule,
)
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.enums import Format
from webinars.i18n import N_
from webinars.timezones.cities import city
from webinars.timezones.city_search import find_zone
from webinars.timezones.schedule import When, resolve
from webinars.web.core.forms.timezone_choices import ZoneText
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import LocationForm, ScheduleForm
from webinars.web.organiser.events.form_schedule import ParsedTimes, parse_schedule, schedule_data
from webinars.web.organiser.events.passcode_check import refuse_access
from webinars.web.organiser.field_parsers import MAX_DURATION

SCHEDULE, LOCATION = "schedule", "location"
LOCATION_FIELDS = frozenset({"format", "place"})
SCHEDULE_FIELDS = frozenset(
    {
        "length", "precision", "date", "start", "end", "first", "last", "month", "year", "zone", "cities",
    }
)  # fmt: skip
# What an answer of one's own to a question begins with: its fields are empty.
ZONE, DATE, TIME, ANY, PLACE = "zone", "date", "start", "precision", "place"
ANOTHER = {
    ZONE: N_("Another city or time zone…"),
    DATE: N_("Another date…"),
    TIME: N_("Another time…"),
    ANY: N_("Another date, time or zone…"),
    PLACE: N_("Another venue…"),
}
ASKED_FIELD = {
    "day-or-month": DATE,
    "weekday-mismatch": DATE,
    "no-such-day": DATE,
    "day-without-date": DATE,
    "separate-days": DATE,
    "several-dates": DATE,
    "whose-date": DATE,
    "time-elsewhere": TIME,
    "several-times": TIME,
    "daily-times": TIME,
    "times-disagree": TIME,
    "morning-or-afternoon": TIME,
    "which-midnight": TIME,
    "local-time-skipped": TIME,
    "local-time-ambiguous": TIME,
    "several-zones": ZONE,
    "zone-not-stated": ZONE,
    "zone-not-in-force": ZONE,
    "readers-differ": ANY,
    PLACE_QUESTION: PLACE,
}
EMPTY: dict[str, dict[str, Any]] = {
    ZONE: {"zone": "", "cities": []},
    DATE: {"date": None, "first": None, "last": None, "month": None, "year": None},
    TIME: {"start": None},
    ANY: {},
    PLACE: {"place": ""},
}

# IANA names of zones with the rules that everybody means.
KNOWN_ABBREVIATIONS = frozenset({"CET", "EET", "WET"})
ZONE_TEXT_MESSAGES = {
    "unknown-timezone": lazy_gettext("Enter a large city, or a name such as Europe/Paris.")
}

_NAME = re.compile(r"draft-([1-9]\d{0,8})-([a-z_]+)")
_TITLE = re.compile(r"title_([1-9]\d{0,8})")
_FIRST_ERROR = 1


@dataclass
class Correction:
    """What an organiser enters for a draft: a form for each group of fields that is open.

    focus is the name of the field that was asked for. is_focused: whether the page gives a field the focus.
    differs has the groups in which the organiser entered something else than a changed text says.
    """

    number: int
    schedule: ScheduleForm | None = None
    times: ParsedTimes = field(default_factory=ParsedTimes)
    location: LocationForm | None = None
    focus: str = ""
    is_focused: bool = True
    differs: frozenset[str] = frozenset()

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return the id of each invalid field, with a sentence."""
        forms = [form for form in (self.schedule, self.location) if form is not None]
        return [
            (item.id, " ".join(map(str, item.errors)))
            for form in forms
            for item in form
            if item.errors
        ]

    @property
    def first(self) -> str:
        """Return the name of the field with the focus: the first invalid one, or the one asked for."""
        if not self.is_focused:
            return ""
        wrong = self.errors[:_FIRST_ERROR]
        return wrong[0][0].rpartition("-")[2] if wrong else self.focus

    @property
    def digests(self) -> dict[str, str]:
        """Return a digest of the values of each group that is open."""
        digests = {}
        if self.schedule is not None:
            keys = self.schedule.cities.data or ()
            digests[SCHEDULE] = schedule_digest(self.times.when, keys)
        if self.location is not None:
            place = str(self.location.place.data or "")
            digests[LOCATION] = location_digest(self.location.format.data, place)
        return digests

    def follow(self, draft: Draft, replaced: Mapping[tuple[int, str], str]) -> None:
        """Close the groups that nobody edited since they had what a changed text replaced."""
        present = dict(zip((SCHEDULE, LOCATION), draft_digests(draft), strict=True))
        for group, value in self.digests.items():
            former = replaced.get((self.number, group))
            if former is None:
                continue
            if value not in {former, present[group]}:
                self.differs |= {group}
            elif group == SCHEDULE:
                self.schedule, self.times = None, ParsedTimes()
            else:
                self.location = None

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with the values of each valid form."""
        if self.schedule is not None and self.times.when is not None and not self.schedule.errors:
            cities = [city(key) for key in self.schedule.cities.data or []]
            draft = with_schedule(draft, self.times.when, cities)
        if self.location is not None and self.location.format.data and not self.location.errors:
            draft = with_location(
                draft, self.location.format.data, str(self.location.place.data or "")
            )
        return draft


def digest(value: object) -> str:
    """Return a short digest of a value's text."""
    return hashlib.sha256(str(value).encode()).hexdigest()[:8]


def schedule_digest(when: When | None, city_keys: Iterable[str]) -> str:
    """Return a digest of a schedule."""
    return digest((when, tuple(city_keys)))


def location_digest(attendance: Format | None, place: str) -> str:
    """Return a digest of a format and venue."""
    return digest((attendance, place))


def draft_digests(draft: Draft) -> tuple[str, str]:
    """Return digests of a draft's schedule and of its location, as its fields have them."""
    details = details_from_draft(draft, translator())
    keys = [city.key for city in draft.cities]
    return schedule_digest(draft.when, keys), location_digest(details.format, details.place)


@dataclass(frozen=True)
class Action:
    """A button of the announcements page: its verb, the number of its draft, and what else it names."""

    verb: str
    number: int = 0
    rest: str = ""


def parse_action(text: str) -> Action:
    """Parse the value of a button: "correct 3 schedule:zone"."""
    verb, _, value = text.partition(" ")
    number, _, rest = value.partition(" ")
    is_number = number.isascii() and number.isdecimal() and len(number) < len("1000000")
    return Action(verb, int(number) if is_number else 0, rest if is_number else value)


def read_corrections(
    drafts: Sequence[Draft],
    sent: MultiDict[str, str],
    action: Action,
    *,
    saving: bool,
    replaced: Mapping[tuple[int, str], str],
) -> dict[int, Correction]:
    """Return the validated corrections of the drafts, by their numbers.

    A button opens or closes a group. Errors of empty fields are only reported for saving. Fields that
    nobody edited follow a changed text, of which replaced has digests of what the draft had before.
    """
    groups = _open_groups(sent, len(drafts))
    group, _, asked = action.rest.partition(":")
    if action.verb == "correct" and 0 < action.number <= len(drafts):
        groups.setdefault(action.number, {}).setdefault(group, None)
    if action.verb == "revert":
        groups.get(action.number, {}).pop(group, None)
    corrections = {
        number: _correction(number, drafts[number - 1], opened, action, asked, saving=saving)
        for number, opened in sorted(groups.items())
        if opened
    }
    for number, correction in corrections.items():
        correction.follow(drafts[number - 1], replaced)
    _focus_one(list(corrections.values()))
    return corrections


def _focus_one(corrections: Sequence[Correction]) -> None:
    """Leave the focus to the draft whose field was asked for, or else to the first invalid one."""
    wanted = [one for one in corrections if one.focus] or [one for one in corrections if one.errors]
    for correction in corrections:
        correction.is_focused = correction in wanted[:1]


def entered_elsewhere(sent: Mapping[str, str], count: int) -> dict[int, list[str]]:
    """Return what was entered for drafts that do not exist, by their numbers."""
    entered: dict[int, list[str]] = {}
    for name, value in sent.items():
        match = _NAME.fullmatch(name) or _TITLE.fullmatch(name)
        if match and int(match[1]) > count and value.strip():
            entered.setdefault(int(match[1]), []).append(value)
    return dict(sorted(entered.items()))


def _open_groups(
    sent: MultiDict[str, str], count: int
) -> dict[int, dict[str, MultiDict[str, str] | None]]:
    """Return the submitted groups of each draft, with the submission."""
    groups: dict[int, dict[str, MultiDict[str, str] | None]] = {}
    for name in sent:
        match = _NAME.fullmatch(name)
        if match is None or int(match[1]) > count:
            continue
        if match[2] in LOCATION_FIELDS:
            groups.setdefault(int(match[1]), {})[LOCATION] = sent
        elif match[2] in SCHEDULE_FIELDS:
            groups.setdefault(int(match[1]), {})[SCHEDULE] = sent
    return groups


def _correction(
    number: int,
    draft: Draft,
    groups: Mapping[str, MultiDict[str, str] | None],
    action: Action,
    asked: str,
    *,
    saving: bool,
) -> Correction:
    is_own = action.number == number
    correction = Correction(number)
    if is_own and action.verb == "correct":
        correction.focus = asked or (PLACE if action.rest == LOCATION else ANY)
    if SCHEDULE in groups:
        correction.schedule = _schedule_form(number, draft, groups[SCHEDULE], asked)
        if is_own and action.verb == "take":
            correction.schedule.apply_suggestion(action.rest)
        correction.schedule.validate()
        correction.times = parse_schedule(correction.schedule)
        if not saving:
            correction.schedule.clear_missing()
        correction.schedule.set_choices(None)
    if LOCATION in groups:
        correction.location = _location_form(number, draft, groups[LOCATION], asked)
        correction.location.validate()
        refuse_access(
            correction.location.place, {draft.fields.meeting_url, *draft.fields.private_urls}
        )
    return correction


def _schedule_form(
    number: int, draft: Draft, sent: MultiDict[str, str] | None, asked: str
) -> ScheduleForm:
    keys = [city.key for city in draft.cities]
    span = resolve(draft.when)
    data = schedule_data(draft.when, span, keys)
    names = _questioned_fields(draft, asked)
    for name in names:
        data |= EMPTY.get(name, {})
    if TIME in names and timedelta() < span.ends_at - span.starts_at <= MAX_DURATION:
        data["end"] = span.ends_at - span.starts_at
    form = ScheduleForm(formdata=sent, data=data, prefix=f"draft-{number}", meta={"csrf": False})
    form.zone.widget = ZoneText()
    form.zone.validators = [CleanedBy(_entered_zone, required=False, messages=ZONE_TEXT_MESSAGES)]
    return form


def _entered_zone(text: str) -> str:
    """Return the zone of a city or an IANA name.

    Raises:
        InvalidInputError: as find_zone(); "zone-abbreviation" (facts: zone), because such a text is also
            the code of an airport, or an IANA name of another zone.
    """
    letters = text.strip().upper()
    if letters in ABBREVIATIONS and letters not in KNOWN_ABBREVIATIONS:
        raise InvalidInputError("zone-abbreviation", zone=letters)
    return find_zone(text, translator())


def _location_form(
    number: int, draft: Draft, sent: MultiDict[str, str] | None, asked: str
) -> LocationForm:
    details = details_from_draft(draft, translator())
    data: dict[str, Any] = {"format": details.format, "place": details.place}
    if PLACE in _questioned_fields(draft, asked):
        data |= EMPTY[PLACE]
    return LocationForm(formdata=sent, data=data, prefix=f"draft-{number}", meta={"csrf": False})


def _questioned_fields(draft: Draft, asked: str) -> set[str]:
    """Return the fields of all open questions, because open fields answer each of them."""
    return {asked, *(ASKED_FIELD.get(question.code, asked) for question in draft.questions)}

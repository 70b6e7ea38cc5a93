"""Recognise the drafts of a text that was changed, and renumber what was entered for them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.unused_dates import MAX_DRAFTS
from webinars.web.organiser.announcements.corrections import (
    LOCATION,
    SCHEDULE,
    digest,
    draft_digests,
)

NO_TITLE = "-"
_GROUPS = {1: SCHEDULE, 2: LOCATION}
_TITLE = re.compile(r"title_(\d{1,9})")
_NUMBERED = re.compile(r"((?:title|left|again|shown|known|dates)_|draft-)(\d{1,9})(|-[a-z_]+)")
# What is chosen or counted is not quoted, nor are boxes and former titles.
_UNTYPED = frozenset({"", "-format", "-precision", "-length"})
_CARRIED = frozenset({"answers", "reviewed", "made", "dismissed"})


@dataclass(frozen=True)
class Renumbered:
    """A submitted form whose fields have the numbers of the present drafts.

    Attributes:
        sent: the form.
        numbers: present numbers of drafts by their former ones; empty if nothing changed.
        is_changed: the text is read differently than when the form was rendered.
        replaced: by number and group of fields, digests of what a draft had before the text was changed.
        lost: texts that were entered for drafts which do not exist any more, by their former numbers.
    """

    sent: MultiDict[str, str]
    numbers: Mapping[int, int] = field(default_factory=dict)
    is_changed: bool = False
    replaced: Mapping[tuple[int, str], str] = field(default_factory=dict)
    lost: Mapping[int, list[str]] = field(default_factory=dict)


def fingerprint(text: str, drafts: Sequence[Draft]) -> str:
    """Return digests of a text, of how it is read, and of title, schedule and location of each draft.

    How a text is read also depends on the day and on the program.
    """
    readings = [
        (one.code, [(reading.reason, reading.when) for reading in one.readings])
        for draft in drafts
        for one in draft.questions
    ]
    values = [
        (draft.place, [city.key for city in draft.cities], parsed.opens_at, parsed.closes_at)
        for draft in drafts
        for parsed in [draft.fields]
    ]
    identities = [
        ":".join((digest(draft.title) if draft.title else NO_TITLE, *draft_digests(draft)))
        for draft in drafts
    ]
    return " ".join((f"{digest(text)}.{digest((readings, values, identities))}", *identities))


def is_same_text(sent: Mapping[str, str], text: str) -> bool:
    """Return whether a submitted form was rendered for a text."""
    return _text(sent.get("reviewed", "")) == digest(text)


def carried_fields(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return the fields of drafts, which the page of the text carries while it is edited."""
    pairs = sent.items(multi=True)
    return [one for one in pairs if one[0] in _CARRIED or _NUMBERED.fullmatch(one[0])]


def fields_of_draft(sent: MultiDict[str, str], number: int) -> list[tuple[str, str]]:
    """Return the corrections and boxes of a draft, which the page carries while it shows none of them."""
    names = (f"draft-{number}-", f"left_{number}", f"again_{number}")
    return [
        (name, value)
        for name, value in sent.items(multi=True)
        if name.startswith(names[0]) or name in names[1:]
    ]


def renumber(sent: MultiDict[str, str], present: str) -> Renumbered:
    """Give the fields of drafts that are recognised their present numbers.

    Titles that nobody edited are left out, because the changed text may have others.

    Args:
        sent: the submitted form, with the fingerprint of the text that it was rendered for.
        present: the fingerprint of the submitted text.
    """
    reviewed = sent.get("reviewed", "")
    former = reviewed.split()[1 : MAX_DRAFTS + 1]
    if reviewed == present or not former:
        return Renumbered(sent, is_changed=reviewed != present)
    numbers = _present_numbers(former, present.split()[1:])
    renumbered: MultiDict[str, str] = MultiDict()
    lost: dict[int, list[str]] = {}
    for name, value in sent.items(multi=True):
        match = _NUMBERED.fullmatch(name)
        if match is None:
            renumbered.add(name, value)
        elif _is_unedited_title(name, value, former):
            continue
        elif int(match[2]) in numbers:
            renumbered.add(f"{match[1]}{numbers[int(match[2])]}{match[3]}", value)
        elif value.strip() and (match[1] == "title_" or match[3] not in _UNTYPED):
            lost.setdefault(int(match[2]), []).append(value)
    return Renumbered(
        renumbered,
        numbers,
        is_changed=True,
        replaced={} if _text(reviewed) == _text(present) else _replaced(numbers, former, present),
        lost=dict(sorted(lost.items())),
    )


def _replaced(
    numbers: Mapping[int, int], former: Sequence[str], present: str
) -> dict[tuple[int, str], str]:
    """Return the former digests of the groups of fields that differ in the present drafts."""
    identities = present.split()[1:]
    pairs = [
        (number, former[old - 1].split(":"), identities[number - 1].split(":"))
        for old, number in numbers.items()
    ]
    return {
        (number, group): before[index]
        for number, before, after in pairs
        for index, group in _GROUPS.items()
        if before[index:] and before[index] != after[index]
    }


def _is_unedited_title(name: str, value: str, former: Sequence[str]) -> bool:
    match = _TITLE.fullmatch(name)
    if match is None or not 0 < int(match[1]) <= len(former):
        return False
    return former[int(match[1]) - 1].partition(":")[0] == digest(value)


def _present_numbers(former: Sequence[str], present: Sequence[str]) -> dict[int, int]:
    """Match drafts with the same title, schedule and location, then those with fewer of them."""
    numbers: dict[int, int] = {}
    for key_of in (str, _title_and_schedule, _title, _schedule):
        free = _first_by_key(present, key_of, set(numbers.values()))
        for number, key in _keys(former, key_of):
            if number not in numbers and key in free:
                numbers[number] = free.pop(key)
    return numbers


def _first_by_key(
    identities: Iterable[str], key_of: Callable[[str], str], taken: set[int]
) -> dict[str, int]:
    first: dict[str, int] = {}
    for number, key in _keys(identities, key_of):
        if number not in taken:
            first.setdefault(key, number)
    return first


def _keys(identities: Iterable[str], key_of: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    """Yield the number and the key of each draft that has one."""
    for number, identity in enumerate(identities, 1):
        key = key_of(identity)
        if key != NO_TITLE:
            yield number, key


def _title(identity: str) -> str:
    return identity.partition(":")[0]


def _schedule(identity: str) -> str:
    return identity.partition(":")[2].partition(":")[0]


def _title_and_schedule(identity: str) -> str:
    return identity.rpartition(":")[0]


def _text(fingerprint: str) -> str:
    return fingerprint.partition(".")[0]

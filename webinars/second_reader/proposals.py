"""Proposals: the events of the second reader's answer, of which nothing is believed yet."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from webinars.second_reader.quotations import LONGEST_QUOTATION

FIELDS = (
    "title",
    "place",
    "series",
    "contact",
    "languages",
    "capacity",
    "registration_url",
    "opens_at",
    "closes_at",
)
SCHEDULE_KEYS = ("precision", "start", "end", "timezone")
MOST_EVENTS = 50
MOST_QUOTATIONS = 6  # of a schedule
MOST_CHARACTERS = 60_000  # of all proposals, which the form of the drafts carries
_FENCED = re.compile(r"```(?:json)?\s*(?P<json>\{.*\})\s*```", re.DOTALL)


@dataclass(frozen=True)
class Proposal:
    """An event of the answer: its values as in `webinars announce --json`, and their quotations, by field.

    values: texts; several for the languages.
    """

    schedule: dict[str, str]
    values: dict[str, tuple[str, ...]]
    quotations: dict[str, tuple[str, ...]]


def parse_answer(answer: str) -> list[Proposal]:
    """Return the events of an answer, without what has another shape.

    Raises:
        ValueError: the answer is no JSON object with a list of events.
    """
    fenced = _FENCED.fullmatch(answer.strip())
    try:
        content = json.loads(fenced["json"] if fenced else answer)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None
    events = content.get("events") if isinstance(content, dict) else None
    if not isinstance(events, list):
        raise ValueError("no list of events")  # noqa: TRY004 - as for text that is no JSON
    return list(_bounded(_proposal(event) for event in events if isinstance(event, dict)))


def dump(proposals: Sequence[Proposal]) -> str:
    """Return proposals as an answer in ASCII, "" for none."""
    events = [_event(proposal) for proposal in proposals]
    return json.dumps({"events": events}) if events else ""


def _bounded(proposals: Iterator[Proposal | None]) -> Iterator[Proposal]:
    """Yield the first proposals, up to the limits of number and length."""
    length = 0
    for _, proposal in zip(range(MOST_EVENTS), filter(None, proposals), strict=False):
        length += len(json.dumps(_event(proposal)))
        if length > MOST_CHARACTERS:
            return
        yield proposal


def _event(proposal: Proposal) -> dict[str, Any]:
    quotations = proposal.quotations  # tuples become lists
    return {"schedule": proposal.schedule, **proposal.values, "quotations": quotations}


def _proposal(event: dict[str, Any]) -> Proposal | None:
    """Return an event with a quoted schedule; None if it has none."""
    schedule, quoted = event.get("schedule"), event.get("quotations")
    if not isinstance(schedule, dict) or not isinstance(quoted, dict):
        return None
    # A schedule may be quoted in parts: date, times, zone.
    parts = _texts(quoted.get("schedule"))
    if not parts:
        return None
    quotations = {"schedule": parts, **{name: _texts(quoted.get(name))[:1] for name in FIELDS}}
    values = {name: _texts(event.get(name)) for name in FIELDS if quotations[name]}
    values = {name: texts for name, texts in values.items() if texts}
    return Proposal(
        {key: text for key in SCHEDULE_KEYS for text in _texts(schedule.get(key))[:1]},
        values,
        {name: quotations[name] for name in ("schedule", *values)},
    )


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a value; models write one as a text or as a list, and numbers as numbers."""
    values = value if isinstance(value, list) else [value]
    texts = (str(item) if type(item) is int else item for item in values)
    return tuple(
        text
        for text in islice(texts, MOST_QUOTATIONS)
        if isinstance(text, str) and 0 < len(text) <= LONGEST_QUOTATION
    )

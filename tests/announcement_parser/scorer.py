"""Score the parser against the corpus: python -m tests.announcement_parser.scorer [--list VERDICT] [--field NAME]."""

# An event of the corpus is
#   right: a draft with its instant (or days, or month) can be published, and nothing is asked;
#   asked: a draft asks, and the right schedule is among the choices;
#   wrong: the draft that should be this event can be published with another schedule;
#   missed: no draft has its schedule, neither as read nor as a choice.
# Of the asked ones "remaining" counts those that only a date or hour left out unless somebody makes an event
# of it has; "left out" are those that belong to no event.
# A draft that belongs to no event of the corpus is invented if it can be published, else extra. Wrong and
# invented drafts are dangerous: nobody is asked before others see them.

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import click

from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.errors import InvalidInputError
from webinars.events.announcements.announcement_json import (
    announcement_json,
    remaining_json,
)
from webinars.i18n import translator_for
from webinars.second_reader.endpoint import Endpoint, endpoint_from_config
from webinars.second_reader.proposals import Proposal
from webinars.second_reader.reader import ask, parse_with_proposals

CORPUS = Path(__file__).with_name("corpus")
HOME = "Europe/Zurich"
ZONES = available_timezones()
# A question about one of these decides when the event is.
SCHEDULE_QUESTIONS = frozenset({"timezone", "date", "time", "year"})
FIELDS = (
    "title",
    "place",
    "format",
    "meeting_url",
    "registration_url",
    "contact",
    "languages",
    "capacity",
    "opens_at",
    "closes_at",
    "series",
)
# Registration opens at the beginning of a day and closes at its end.
BOUNDS = {"opens_at": "T00:00", "closes_at": "T23:59"}

Record = dict[str, Any]


@dataclass
class Score:
    """What was counted: verdicts of events, fields that are right of those stated, texts of a verdict."""

    reader: Endpoint | None = None
    unanswered: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    texts: dict[str, list[str]] = field(default_factory=dict)
    leaked: list[str] = field(default_factory=list)
    unaccounted: list[str] = field(default_factory=list)
    wrong_fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """Return the number of events of the corpus."""
        return sum(self.verdicts[verdict] for verdict in ("right", "asked", "wrong", "missed"))

    def percentage(self, *verdicts: str) -> float:
        """Return how many of a hundred events have one of these verdicts."""
        return 100 * sum(self.verdicts[verdict] for verdict in verdicts) / max(self.events, 1)

    @property
    def dangerous(self) -> int:
        """Return the number of dangerous drafts."""
        return self.verdicts["wrong"] + self.verdicts["invented"]

    def count(self, verdict: str, text: str) -> None:
        """Count a verdict of a text."""
        self.verdicts[verdict] += 1
        self.texts.setdefault(verdict, []).append(text)


@cache
def parsed_alone(text: str, written_on: date) -> Record:
    """Return the parser's JSON of a text, parsed once for all tests of a process, which only read it."""
    return parsed_record(text, written_on)


def parsed_record(text: str, written_on: date, proposals: Sequence[Proposal] = ()) -> Record:
    """Return the parser's JSON of a text; without events if it refuses the text."""
    try:
        drafts = parse_with_proposals(text, proposals, today=written_on, zone=HOME)
    except InvalidInputError:
        drafts = []
    prepared = preprocess(text).text
    unused = unused_dates(prepared, drafts, today=written_on)
    t = translator_for("en")
    events = [draft for draft in drafts if not draft.is_remaining]
    result = announcement_json(events, prepared, unused, t)
    return result | {"remaining": remaining_json(drafts, prepared, t)}


def moment(schedule: Record) -> tuple[str, str]:
    """Return precision and start of a schedule; the start of exact times is an instant in UTC."""
    start = schedule["start"]
    if schedule["precision"] == "timed":
        local = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(schedule["timezone"]))
        start = local.astimezone(UTC).isoformat()
    return schedule["precision"], start


def right_moments(event: Record) -> set[tuple[str, str]]:
    """Return the moment of an event; without a time zone, those of the zones that it can be in."""
    schedule = event["schedule"]
    if schedule["precision"] != "timed" or schedule["timezone"]:
        return {moment(schedule)}
    choices = chain.from_iterable(question["choices"] for question in event["ask"])
    zones = [zone for zone in choices if zone in ZONES] or ZONES
    return {moment({**schedule, "timezone": zone}) for zone in zones}


def moments(event: Record) -> list[tuple[str, str]]:
    """Return the schedule of a draft and those of its choices."""
    choices = chain.from_iterable(question["choices"] for question in event["questions"])
    return [moment(event["schedule"]), *(moment(choice["schedule"]) for choice in choices)]


def verdict(expected: Record, draft: Record | None) -> str:
    """Return the verdict of an event of the corpus and its draft."""
    if draft is None:
        return "missed"
    right = right_moments(expected)
    is_asked = any(question["field"] in SCHEDULE_QUESTIONS for question in expected["ask"])
    if draft["publishable"]:
        return "right" if moment(draft["schedule"]) in right and not is_asked else "wrong"
    return "asked" if right & set(moments(draft)) else "missed"


def matched(
    expected: Sequence[Record], drafts: Sequence[Record]
) -> Iterator[tuple[Record | None, Record | None]]:
    """Yield pairs of an event and its draft: by schedule first, then by day and title; None if alone."""
    left, alone = list(drafts), []
    for event in expected:
        same = [draft for draft in left if right_moments(event) & set(moments(draft))]
        if same:
            best = max(same, key=lambda draft, event=event: similarity(event, draft))
            left.remove(best)
            yield event, best
        else:
            alone.append(event)
    for event in alone:
        best = max(left, key=lambda draft, event=event: similarity(event, draft), default=None)
        if best is not None:
            left.remove(best)
        yield event, best
    for draft in left:
        yield None, draft


def similarity(event: Record, draft: Record) -> float:
    """Return how similar titles and days are."""
    titles = [event["title"], *event.get("title_also", [])]
    ratios = (
        SequenceMatcher(None, folded(title), folded(draft["title"])).ratio() for title in titles
    )
    is_same_day = event["schedule"]["start"][:10] == draft["schedule"]["start"][:10]
    return max(ratios) + is_same_day


def folded(text: str) -> str:
    """Return a text without case, punctuation and repeated white space."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def is_right(name: str, expected: Record, draft: Record) -> bool:
    """Return whether a field of a draft is the corpus's."""
    wanted, result = expected[name], draft[name]
    if name == "title":
        return folded(result) in {
            folded(title) for title in (wanted, *expected.get("title_also", []))
        }
    if isinstance(wanted, str) and name in {"place", "contact", "series"}:
        return bool(result) and (
            folded(wanted) in folded(result) or folded(result) in folded(wanted)
        )
    if name in BOUNDS and "T" not in wanted:
        return bool(result == f"{wanted}{BOUNDS[name]}")
    if name == "meeting_url" and "://" not in wanted:
        wanted = f"https://{wanted}"
    if name == "languages":
        return sorted(wanted) == sorted(result)
    return bool(wanted == result)


def score(corpus: Path = CORPUS, reader: Endpoint | None = None) -> Score:
    """Score all texts of a corpus, with a second reader if one is given."""
    result = Score(reader)
    for path in sorted(corpus.glob("*.json")):
        score_text(result, path)
    return result


def _parsed(result: Score, text: str, written_on: date) -> Record:
    if result.reader is None:
        return parsed_alone(text, written_on)
    proposals = ask(result.reader, text, today=written_on, zone=HOME)
    result.unanswered += proposals is None
    return parsed_record(text, written_on, proposals or ())


def score_text(result: Score, path: Path) -> None:
    """Add the counts of one text."""
    expected = json.loads(path.read_text())
    text = path.with_suffix(".txt").read_bytes().decode()
    parsed = _parsed(result, text, date.fromisoformat(expected["written_on"]))
    left = list(parsed["remaining"])
    for event, draft in matched(expected["events"], parsed["events"]):
        if event is None:
            assert draft is not None
            result.count("invented" if draft["publishable"] else "extra", path.stem)
            continue
        result_of_event = verdict(event, draft)
        if result_of_event == "missed":
            remaining = [one for one in left if verdict(event, one) == "asked"]
            if remaining:
                left.remove(remaining[0])
                result.count("remaining", path.stem)
                result_of_event = "asked"
        result.count(result_of_event, path.stem)
        if draft is not None:
            score_fields(result, path.stem, event, draft)
    result.verdicts["left out"] += len(left)
    public = json.dumps(
        [
            {name: event[name] for name in ("title", "place", "description", "links", "contact")}
            for event in (*parsed["events"], *parsed["remaining"])
        ],
        ensure_ascii=False,
    )
    secrets = chain.from_iterable(event.get("secrets", []) for event in expected["events"])
    result.leaked += [f"{path.stem}: {secret}" for secret in secrets if secret in public]
    listed = " ".join(row["text"] for row in parsed["not_used"])
    result.unaccounted += [
        f"{path.stem}: {row['text']}"
        for row in expected["not_used"]
        if row["why"] != "agenda" and folded(row["text"]) not in folded(listed)
    ]


def score_fields(result: Score, text: str, event: Record, draft: Record) -> None:
    """Count the fields that the text states, and those that are right; note wrong and invented values."""
    for name in FIELDS:
        wanted, read = event.get(name), draft[name]
        is_stated = wanted not in (None, "", [])
        is_wrong = not is_right(name, event, draft) if is_stated else read not in (None, "", [])
        result.stated[name] += is_stated
        result.fields[name] += is_stated and not is_wrong
        if is_wrong:
            row = f"{text}: expected {wanted!r}, read {read!r}"
            result.wrong_fields.setdefault(name, []).append(row)


def main() -> None:
    """Print the score, the texts of a verdict, and the wrong values of a field."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", metavar="VERDICT", default="")
    parser.add_argument("--field", choices=FIELDS, help="print each wrong value of a field")
    parser.add_argument("--reader", metavar="URL", default="", help="second reader, as READER_URL")
    parser.add_argument("--model", default="", help="its model; WEBINARS_READER_KEY is its key")
    options = parser.parse_args()
    chosen = options.list
    key = os.environ.get("WEBINARS_READER_KEY", "")
    settings = {"READER_URL": options.reader, "READER_MODEL": options.model, "READER_KEY": key}
    result = score(reader=endpoint_from_config(settings))
    click.echo(f"{result.events} events in {len(list(CORPUS.glob('*.json')))} texts")
    names = ("right", "asked", "remaining", "wrong", "missed", "invented", "extra", "left out")
    for name in names:
        click.echo(f"{name:>18} {result.verdicts[name]:5}  {result.percentage(name):5.1f} %")
    click.echo(f"{'dangerous':>18} {result.dangerous:5}")
    click.echo(f"{'safe':>18} {'':5}  {result.percentage('right', 'asked'):5.1f} %")
    for name in FIELDS:
        click.echo(f"{name:>18} {result.fields[name]:5} of {result.stated[name]}")
    click.echo(f"{'secrets leaked':>18} {len(result.leaked):5}")
    click.echo(f"{'dates unaccounted':>18} {len(result.unaccounted):5}")
    if result.reader is not None:
        click.echo(f"{'not answered':>18} {result.unanswered:5}")
    if chosen:
        lists = {"leaked": result.leaked, "unaccounted": result.unaccounted, **result.texts}
        click.echo("\n".join(lists.get(chosen, [])))
    click.echo("\n".join(result.wrong_fields.get(options.field, [])))


if __name__ == "__main__":
    main()

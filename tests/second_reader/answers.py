"""Write answers of the second reader, and read texts with both readers."""

import json
from datetime import date

from webinars.second_reader.proposals import parse_answer
from webinars.second_reader.reader import parse_with_proposals

TODAY = date(2027, 6, 1)
HOME = "Europe/Zurich"


def event(start, *quotations, precision="timed", end=None, timezone=None, **texts):
    """Return an event of an answer; texts are its own quotations, unless they are (value, quotation)."""
    quoted = {
        name: text if isinstance(text, tuple) else (text, text) for name, text in texts.items()
    }
    schedule = {"precision": precision, "start": start, "end": end, "timezone": timezone}
    return {
        "schedule": schedule,
        **{name: value for name, (value, _) in quoted.items()},
        "quotations": {
            "schedule": list(quotations),
            **{name: quotation for name, (_, quotation) in quoted.items()},
        },
    }


def proposal(*arguments, **texts):
    """Return the proposal of an event."""
    return proposal_of(event(*arguments, **texts))


def proposal_of(*events):
    """Return what parse_answer() returns for an answer of one event, or None."""
    return next(iter(parse_answer(json.dumps({"events": events}))), None)


def read(text, *proposals):
    """Return the drafts of a text on 1 June 2027 in Zurich, but those of remaining days and hours."""
    given = [proposal for proposal in proposals if proposal]
    drafts = parse_with_proposals(text, given, today=TODAY, zone=HOME)
    return [draft for draft in drafts if not draft.is_remaining]

"""Proposals: the events of the second reader's answer, of which nothing is believed yet."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_EVENTS = 50
MOST_QUOTATIONS = 6  # of one value
_FENCED = re.compile(r"```(?:json)?\s*(?P<json>\{.*\})\s*```", re.DOTALL)


@dataclass(frozen=True)
class Proposal:
    """An event of the answer: its values as in `webinars announce --json`, and their quotations, by field."""

    values: dict[str, Any]
    quotations: dict[str, tuple[str, ...]]

    def stated(self, field: str) -> tuple[Any, tuple[str, ...]]:
        """Return the value of a field and its quotations; (None, ()) without both."""
        value, quotations = self.values.get(field), self.quotations.get(field, ())
        return (value, quotations) if value and quotations else (None, ())


def parse_answer(answer: str) -> list[Proposal]:
    """Return the events of an answer; those of another shape are left out.

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
    proposals = (_proposal(event) for event in events[:MOST_EVENTS] if isinstance(event, dict))
    return [proposal for proposal in proposals if proposal.quotations]


def dump(proposals: Sequence[Proposal]) -> str:
    """Return proposals as an answer, "" for none."""
    events = [
        {**proposal.values, "quotations": proposal.quotations}  # tuples become lists
        for proposal in proposals
    ]
    return json.dumps({"events": events}, ensure_ascii=False) if events else ""


def _proposal(event: dict[str, Any]) -> Proposal:
    values = dict(event)
    quotations = values.pop("quotations", None)
    if not isinstance(quotations, dict):
        return Proposal(values, {})
    by_field = {field: _texts(quoted) for field, quoted in quotations.items()}
    return Proposal(values, {field: texts for field, texts in by_field.items() if texts})


def _texts(quoted: Any) -> tuple[str, ...]:
    """Return the quotations of a value, which models write as one text or as a list."""
    texts = quoted if isinstance(quoted, list) else [quoted]
    return tuple(text for text in texts[:MOST_QUOTATIONS] if isinstance(text, str))

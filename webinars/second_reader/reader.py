"""Read announcements with two readers: ask the second one, and merge what it proposes."""

import logging
from collections.abc import Sequence
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import start_key
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.errors import InvalidInputError
from webinars.second_reader import client
from webinars.second_reader.endpoint import Endpoint
from webinars.second_reader.merge import merge
from webinars.second_reader.prompt import LONGEST_TEXT, messages, text_to_send
from webinars.second_reader.proposals import MOST_EVENTS, Proposal, parse_answer
from webinars.second_reader.quotations import Source
from webinars.timezones import zones

log = logging.getLogger(__name__)


def ask(endpoint: Endpoint, pasted: str, *, today: date, zone: str) -> list[Proposal] | None:
    """Return what the second reader proposes; None, with the reason in the log, if it does not answer.

    Raises:
        InvalidInputError: "announcement-too-long" (facts: longest).
    """
    text = preprocess(pasted).text
    reason = f"the text is longer than {LONGEST_TEXT} characters"
    if len(text) <= LONGEST_TEXT:
        drafts, _ = _parse(pasted, today, zone)
        try:
            return parse_answer(client.complete(endpoint, messages(text_to_send(text, drafts))))
        except client.ReaderError as error:
            reason = str(error)
        except ValueError:
            reason = "the answer has no list of events in JSON"
    log.warning("The language model at %s did not answer: %s", endpoint.host, reason)
    return None


def parse_with_proposals(
    pasted: str,
    proposals: Sequence[Proposal],
    *,
    today: date,
    zone: str,
    most: int = MOST_EVENTS,
) -> list[Draft]:
    """Return the drafts of parse_announcement(), compared with proposals; the remaining ones come last.

    most: how many drafts there may be with those that only the proposals name.

    Raises:
        InvalidInputError: as of parse_announcement(), if the proposals name no event either.
    """
    if not proposals:
        return parse_announcement(pasted, today=today, zone=zone, with_remaining=True)
    parsed, refusal = _parse(pasted, today, zone)
    text = preprocess(pasted).text
    source = Source(text, text_to_send(text, parsed))
    drafts = [draft for draft in parsed if not draft.is_remaining]
    merged = merge(drafts, proposals, source, ParseContext(today, zones.canonical(zone)))
    if refusal is not None and not merged:
        raise refusal
    merged = merged[: max(most, len(drafts))]
    known = {start_key(draft.when) for draft in merged}
    remaining = [one for one in parsed if one.is_remaining and start_key(one.when) not in known]
    return [*merged, *remaining[: max(0, most - len(merged))]]


def _parse(pasted: str, today: date, zone: str) -> tuple[list[Draft], InvalidInputError | None]:
    """Return the parser's drafts; none, with its error, if it finds no event."""
    try:
        return parse_announcement(pasted, today=today, zone=zone, with_remaining=True), None
    except InvalidInputError as error:
        return [], error

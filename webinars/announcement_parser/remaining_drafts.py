"""Drafts of the days and hours that no other draft has: no events unless somebody says so."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from webinars.announcement_parser.doubtful_events import asked_whether_event
from webinars.announcement_parser.draft import Draft, Fields
from webinars.announcement_parser.drafting.draft_starts import start_key
from webinars.announcement_parser.drafting.event_contexts import event_contexts
from webinars.announcement_parser.drafting.event_drafts import event_draft
from webinars.announcement_parser.drafting.redaction import redacted_draft
from webinars.announcement_parser.drafting.remaining_events import remaining_events
from webinars.announcement_parser.fields.extract import with_fields
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.preprocess import PreprocessedText
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.unused_dates import MAX_DRAFTS

MAX_REMAINING = 40  # of a text


def remaining_drafts(
    drafts: Sequence[Draft],
    preprocessed: PreprocessedText,
    page: Page,
    context: ParseContext,
    secrets: tuple[str, ...],
) -> list[Draft]:
    """Return a draft of each day and hour that no draft has, with the question whether it is an event."""
    room = max(0, min(MAX_REMAINING, MAX_DRAFTS - len(drafts)))
    events = list(islice(remaining_events(page, drafts, context.today), room))
    contexts = event_contexts(page, events, context, preprocessed.anchors)
    made = (
        redacted_draft(event_draft(preprocessed, page, *event, own), secrets)
        for event, own in zip(events, contexts, strict=True)
    )
    certain = {start_key(draft.when) for draft in drafts if not draft.questions}
    remaining = [
        replace(asked_whether_event(draft), is_remaining=True)
        for draft in made
        if start_key(draft.when) not in certain  # by the clock of another city
    ]
    if not drafts:
        return with_fields(remaining, preprocessed)
    # Their other fields are entered once they are events; but no text shows a link to a meeting.
    private = frozenset().union(*(draft.fields.private_urls for draft in drafts))
    return [replace(draft, fields=Fields(private_urls=private)) for draft in remaining]

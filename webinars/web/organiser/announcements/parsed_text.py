"""A pasted text as the page shows it: its drafts with answers and corrections, and its unused dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.requested_events import requested_drafts
from webinars.announcement_parser.unused_dates import (
    MAX_DRAFTS,
    UnusedDate,
    UnusedReason,
    lost_dates,
    unread_dates,
    unused_dates,
)
from webinars.database import db
from webinars.documents.named_documents import with_document_links
from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.second_reader.reader import parse_with_proposals
from webinars.timezones import clock
from webinars.timezones.local_times import to_local
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements.corrections import Action, Correction, read_corrections
from webinars.web.organiser.announcements.draft_answers import Answer, apply_answers, parse_answers
from webinars.web.organiser.announcements.draft_cards import (
    DraftCard,
    DraftReview,
    draft_card,
    line_number,
)
from webinars.web.organiser.announcements.renumbering import (
    Renumbered,
    fingerprint,
    is_same_text,
    renumber,
)
from webinars.web.organiser.announcements.text_form import ERROR_WORDS, AnnouncementForm
from webinars.web.organiser.events.form import add_error

SAVES = frozenset({"save", "publish"})


@dataclass(frozen=True)
class ParsedText:
    """A parsed text: its drafts, their cards and titles.

    unused are the lines with a date of no draft, dismissed the choices of the organiser about some of them.
    fingerprint differs as soon as the text is read differently. problems are sentences about the whole.
    """

    text: str
    reviews: tuple[DraftReview, ...]
    cards: tuple[DraftCard, ...]
    unused: tuple[UnusedDate, ...]
    unread_lines: frozenset[int]
    dismissed: frozenset[str]
    entered: Renumbered
    fingerprint: str
    problems: tuple[str, ...]

    @property
    def drafts(self) -> list[Draft]:
        """Return the drafts with their answers and corrections."""
        return [one.draft for one in self.reviews]

    @cached_property
    def titles(self) -> list[str]:
        """Return the titles of the drafts, those without one composed from the date."""
        return [messages.title(draft, translator()) for draft in self.drafts]

    @property
    def events(self) -> list[DraftCard]:
        """Return the cards of drafts that are certainly events."""
        return [card for card in self.cards if not card.confirmation]

    @property
    def candidates(self) -> list[DraftCard]:
        """Return the cards of dates that are left out unless the organiser says that they are events."""
        return [
            card
            for card in self.cards
            if card.confirmation and not (card.is_remaining or self._is_dismissed(card))
        ]

    @property
    def remaining(self) -> list[DraftCard]:
        """Return the cards of days and hours that are no events unless the organiser says so."""
        return [card for card in self.cards if card.is_remaining]

    @property
    def are_remaining_made(self) -> bool:
        """Return whether the organiser made an event of such a day or hour, and may make another."""
        return any(one.read.is_remaining and not one.read.is_candidate for one in self.reviews)

    @property
    def dismissed_candidates(self) -> list[DraftCard]:
        """Return the cards of dates that the organiser says are no events."""
        cards = [card for card in self.cards if card.confirmation and not card.is_remaining]
        return [card for card in cards if self._is_dismissed(card)]

    @property
    def dismissed_numbers(self) -> frozenset[int]:
        """Return the numbers of drafts that are shown as unused text."""
        remaining = (card for card in self.cards if card.is_remaining)
        return frozenset(card.number for card in (*self.dismissed_candidates, *remaining))

    @property
    def lost(self) -> list[UnusedDate]:
        """Return the dates that may be those of further events, and about which nothing is decided."""
        dismissed = {card.line_number for card in self.dismissed_candidates}
        dismissed -= {card.line_number for card in self.candidates}
        dates = [date for date in self.unused if date.line_number not in dismissed]
        return self._undecided(lost_dates(dates))

    @property
    def unread(self) -> list[UnusedDate]:
        """Return the dates that may be those of further events, and have no card that asks."""
        dates = lost_dates(self.unused)
        return self._undecided([one for one in dates if one.line_number in self.unread_lines])

    @property
    def other_unused(self) -> list[UnusedDate]:
        """Return the dates with a reason not to be an event's, about which no card asks."""
        asking = (card for card in self.cards if card.confirmation and not card.is_remaining)
        asked = {card.line_number for card in asking}
        return self._undecided(
            [
                date
                for date in self.unused
                if date.reason is not UnusedReason.NO_EVENT and date.line_number not in asked
            ]
        )

    @property
    def dismissed_dates(self) -> list[UnusedDate]:
        """Return the lines with dates that the organiser has dismissed."""
        return [date for date in self.unused if f"line-{date.line_number}" in self.dismissed]

    @property
    def answers(self) -> str:
        """Return the answers in effect, as the form carries them."""
        return " ".join(
            ":".join(map(str, one.answer)) for draft in self.reviews for one in draft.answered
        )

    def _is_dismissed(self, card: DraftCard) -> bool:
        return f"draft-{card.number}" in self.dismissed

    def _undecided(self, dates: Sequence[UnusedDate]) -> list[UnusedDate]:
        return [date for date in dates if f"line-{date.line_number}" not in self.dismissed]


def parse_text(form: AnnouncementForm, action: Action) -> ParsedText | None:
    """Parse the text of a form; return None and add an error to it if it contains no event."""
    text, t = form.text.data or "", translator()
    today = day_of_reading(form)
    drafts = _drafts(form, today)
    if drafts is None:
        return None
    prepared = preprocess(text).text
    if not is_same_text(request.form, prepared):
        _forget_lines(form)
    drafts = _without_listed(drafts, prepared, today)
    made, problems = _made_drafts(form, drafts, today)
    entered = renumber(request.form, fingerprint(prepared, [*drafts, *made]))
    _renumber_decisions(form, entered)
    form.dismissed.apply(action.verb, action.rest, adds="dismiss", removes="restore")
    if action.verb == "make":
        form.made.apply(action.verb, action.rest, adds="make")
        made, refused = _made_drafts(form, drafts, today)
        problems += refused
    named = with_document_links(db.session(), [*drafts, *made], clock.now(), site())
    reviews = _reviews(form, entered, named, action, t)
    read = [one.read for one in reviews]
    unused = unused_dates(prepared, read, today=today)
    return ParsedText(
        text=prepared,
        reviews=reviews,
        cards=tuple(draft_card(one, prepared, t) for one in reviews),
        unused=unused,
        unread_lines=frozenset(one.line_number for one in unread_dates(unused, read, prepared)),
        dismissed=frozenset(form.dismissed.data),
        entered=entered,
        fingerprint=fingerprint(prepared, [*drafts, *made]),
        problems=tuple(problems),
    )


def day_of_reading(form: AnnouncementForm) -> date:
    """Return the day as on which dates are read."""
    zone = current_user.organiser.timezone
    return form.written_on.data or to_local(clock.now(), zone).date()


def _drafts(form: AnnouncementForm, today: date) -> list[Draft] | None:
    """Return the drafts as they are read, None with an error if there are none or too many."""
    try:
        drafts = parse_with_proposals(
            form.text.data or "",
            form.proposals.data,
            today=today,
            zone=current_user.organiser.timezone,
            most=MAX_DRAFTS,
        )
    except InvalidInputError as error:
        add_error(form.text, str(ERROR_WORDS.get(error.code) or error_sentence(error)))
        return None
    # A form may have 1,000 parts, and a corrected draft has up to 16 fields.
    if len(drafts) > MAX_DRAFTS:
        add_error(
            form.text,
            _(
                "This text announces %(count)s events; the maximum is %(most)s at once. Paste "
                "it in parts.",
                count=len(drafts),
                most=MAX_DRAFTS,
            ),
        )
        return None
    return drafts


def _without_listed(drafts: Sequence[Draft], text: str, today: date) -> list[Draft]:
    """Return the drafts without those of dates that are listed as unused, with buttons of their own."""
    listed = {one.line_number for one in unused_dates(text, drafts, today=today)}
    return [
        draft for draft in drafts if not (draft.is_remaining and line_number(draft, text) in listed)
    ]


def _made_drafts(
    form: AnnouncementForm, drafts: Sequence[Draft], today: date
) -> tuple[list[Draft], list[str]]:
    """Return the drafts that the organiser makes of unused dates, and sentences about those that fail."""
    numbers = form.made.numbers("line")
    if not numbers:
        return [], []
    room = MAX_DRAFTS - sum(not draft.is_remaining for draft in drafts)
    problems = []
    if len(numbers) > room:
        problems.append(
            _("The maximum is %(most)s events at once. Save these first.", most=MAX_DRAFTS)
        )
    zone = current_user.organiser.timezone
    made = requested_drafts(form.text.data or "", drafts, numbers[:room], today=today, zone=zone)
    form.made.data = [
        f"line-{number}" for number, draft in zip(numbers, made, strict=False) if draft is not None
    ]
    problems += [
        _(
            "Line %(number)s has no date of which an event can be made. Edit the text: put the title of the "
            "event and its date on separate lines.",
            number=number,
        )
        for number, draft in zip(numbers, made, strict=False)
        if draft is None
    ]
    return [draft for draft in made if draft is not None], problems


def _forget_lines(form: AnnouncementForm) -> None:
    """Drop the lines that were chosen in another text, where their numbers mean other lines."""
    form.made.data = []
    form.dismissed.data = [one for one in form.dismissed.data if one.startswith("draft-")]


def _renumber_decisions(form: AnnouncementForm, entered: Renumbered) -> None:
    """Give answers and dismissed dates their present numbers."""
    if not entered.is_changed:
        return
    form.answers.data = [
        one._replace(number=entered.numbers[one.number])
        for one in form.answers.data
        if one.number in entered.numbers
    ]
    dismissed = form.dismissed.numbers("draft")
    form.dismissed.data = [
        *(one for one in form.dismissed.data if one.startswith("line-")),
        *(f"draft-{entered.numbers[number]}" for number in dismissed if number in entered.numbers),
    ]


def _reviews(
    form: AnnouncementForm,
    entered: Renumbered,
    drafts: Sequence[Draft],
    action: Action,
    t: Translator,
) -> tuple[DraftReview, ...]:
    """Apply the answers and corrections of a form to the drafts."""
    answers = _answers(form.answers.data, action)
    applied = [
        apply_answers(draft, (one for one in answers if one.number == number), t)
        for number, draft in enumerate(drafts, 1)
    ]
    corrections = read_corrections(
        [draft for draft, _answered, _is_stale in applied],
        entered.sent,
        action,
        saving=action.verb in SAVES,
        replaced=entered.replaced,
    )
    return tuple(
        DraftReview(
            number,
            draft,
            answered,
            corrections.get(number, Correction(number)),
            is_stale=is_stale and not entered.is_changed,  # a changed text may leave nothing open
        )
        for number, (draft, answered, is_stale) in enumerate(applied, 1)
    )


def _answers(previous: list[Answer], action: Action) -> list[Answer]:
    """Return the previous answers, with the one that a button adds or withdraws."""
    if action.verb == "answer":
        return previous + parse_answers(action.rest)[:1]
    if action.verb == "ask":
        codes = [f"{answer.number}:{answer.code}" for answer in previous]
        index = codes.index(action.rest) if action.rest in codes else len(codes)
        # Questions after a withdrawn answer may no longer exist.
        number = action.rest.partition(":")[0]
        later = [answer for answer in previous[index:] if str(answer.number) != number]
        return previous[:index] + later
    return previous

"""From a pasted announcement to saved drafts; until then the form carries text and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, FileField, TextAreaField

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.files.reader import EXTENSIONS
from webinars.announcement_parser.preprocess import MAX_LENGTH, preprocess
from webinars.announcement_parser.unused_dates import (
    UnusedDate,
    UnusedReason,
    lost_dates,
    unread_dates,
    unused_dates,
)
from webinars.errors import InvalidInputError
from webinars.events.announcements.from_announcement import is_clear
from webinars.second_reader.reader import parse_with_proposals
from webinars.security.text_input import LINE_ENDS
from webinars.timezones import clock, formatting, zones
from webinars.web.core.errors.error_text import sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import Clean
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements.drafts import (
    Answer,
    AnswersField,
    Card,
    apply_answers,
    card,
    parse_answers,
)
from webinars.web.organiser.announcements.files import (
    DayField,
    NotesField,
    add_uploaded_file,
)
from webinars.web.organiser.announcements.highlight import highlight
from webinars.web.organiser.announcements.save_drafts import drafts_form, known_events, save
from webinars.web.organiser.announcements.second_reader import (
    ProposalsField,
    answered_note,
    ask_second_reader,
    reader_host,
)
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import MAX_DRAFTS, URL_PREFIX

blueprint = Blueprint("organiser_announcements", __name__, url_prefix=URL_PREFIX)

ERROR_WORDS = {
    "required": lazy_gettext("Paste the announcement here, as text or HTML."),
    "no-date-found": lazy_gettext(
        "No date was recognised in this text. Add one, such as 16 July 2027."
    ),
}


@dataclass(frozen=True)
class Sample:
    """An example of a recognised line."""

    what: str
    line: str
    language: str = "en"


SAMPLES = (
    Sample(
        lazy_gettext("A time, for one city or several"), "Friday 16.07.2027 (15:00 GVA/ 9:00 NY)"
    ),
    Sample(lazy_gettext("Days in one place"), "12-15 October 2027, Vienna"),
    Sample(lazy_gettext("Only a month"), "April 2028"),
    Sample(
        lazy_gettext("Also in French and Spanish"),
        "vendredi 16 juillet 2027 à 15h, heure de Genève",
        "fr",
    ),
)


def _clean_announcement(text: str) -> str:
    """Normalise the line ends of pasted text, which browsers double when they submit it.

    Raises:
        InvalidInputError: "required", "announcement-too-long" (facts: longest).
    """
    plain = LINE_ENDS.sub("\n", text)
    if not plain.strip():
        raise InvalidInputError("required")
    if len(plain) > MAX_LENGTH:
        raise InvalidInputError("announcement-too-long", longest=MAX_LENGTH)
    return plain


class AnnouncementForm(BaseForm):
    """The text of an announcement, and what the form carries about the file that it was read from."""

    text = TextAreaField(
        lazy_gettext("Announcement"),
        [Clean(_clean_announcement, required=True, messages=ERROR_WORDS)],
    )
    file = FileField(lazy_gettext("Or a file"))
    written_on = DayField()
    notes = NotesField()
    answers = AnswersField()
    asks_reader = BooleanField(lazy_gettext("Let a language model read the text too"))
    proposals = ProposalsField()


@dataclass(frozen=True)
class ParsedText:
    """A parsed text: its drafts with the answers so far, their cards and titles.

    previous_titles are the titles before the latest answer. unused are the lines with a date of no draft.
    """

    text: str
    drafts: tuple[Draft, ...]
    cards: tuple[Card, ...]
    titles: tuple[str, ...]
    previous_titles: tuple[str, ...]
    unused: tuple[UnusedDate, ...]

    @property
    def lost(self) -> list[UnusedDate]:
        """Return the dates that may be those of further events."""
        return lost_dates(self.unused)

    @property
    def events(self) -> list[Card]:
        """Return the cards of drafts that are certainly events."""
        return [card for card in self.cards if not card.confirmation]

    @property
    def candidates(self) -> list[Card]:
        """Return the cards of dates that are left out unless the organiser says that they are events."""
        return [card for card in self.cards if card.confirmation]

    @property
    def unread(self) -> list[UnusedDate]:
        """Return the dates that may be those of further events, and have no card that asks."""
        return unread_dates(self.unused, self.drafts, self.text)

    @property
    def other_unused(self) -> list[UnusedDate]:
        """Return the dates with a reason not to be an event's."""
        return [date for date in self.unused if date.reason is not UnusedReason.NO_EVENT]

    @property
    def answers(self) -> str:
        """Return the answers in effect, as the form carries them."""
        return " ".join(
            ":".join(map(str, s.answer)) for c in self.cards for s in c.answered_questions
        )


@blueprint.route("/announcements", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Parse a pasted announcement into drafts, and save them."""
    if request.method != "POST":
        return _ask(AnnouncementForm(formdata=None))
    form = AnnouncementForm()
    action, _sep, value = request.form.get("do", "look").partition(" ")
    if action == "text":
        return _ask(form)
    if not g.csrf_failed and not add_uploaded_file(form):
        return _ask(form), 422
    is_valid = form.validate()
    if form.text.errors:
        return _ask(form), 422
    reader_note = _consult(form, is_sending=is_valid and action == "read")
    parsed = _parse(form, _answers(form.answers.data, action, value))
    if parsed is None:
        return _ask(form), 422
    return _show(form, parsed, action, reader_note)


def _ask(form: AnnouncementForm) -> str:
    return render_template(
        "organiser/announcements/new.html",
        form=form,
        samples=SAMPLES,
        extensions=EXTENSIONS,
        reader_host=reader_host(),
    )


def _consult(form: AnnouncementForm, *, is_sending: bool) -> str:
    """Send a new text to the second reader if the box is ticked; return a note about it."""
    if not is_sending:
        return answered_note() if form.proposals.data else ""
    form.proposals.data, note = [], ""
    if form.asks_reader.data:
        zone = current_user.organiser.timezone
        form.proposals.data, note = ask_second_reader(
            form.text.data or "", today=_today(form, zone), zone=zone
        )
    return note


def _today(form: AnnouncementForm, zone: str) -> date:
    """Return the day as on which dates are read."""
    return form.written_on.data or zones.to_local(clock.now(), zone).date()


def _answers(previous: list[Answer], action: str, value: str) -> list[Answer]:
    """Return the previous answers, with the one that a button adds or withdraws."""
    if action == "answer":
        return previous + parse_answers(value)[:1]
    if action == "ask":
        codes = [f"{answer.number}:{answer.code}" for answer in previous]
        index = codes.index(value) if value in codes else len(codes)
        # Questions after a withdrawn answer may no longer exist.
        number = value.partition(":")[0]
        later = [answer for answer in previous[index:] if str(answer.number) != number]
        return previous[:index] + later
    return previous


def _parse(form: AnnouncementForm, answers: Sequence[Answer]) -> ParsedText | None:
    """Parse the text; return None and add an error to the form if it contains no event."""
    text, t = form.text.data or "", translator()
    zone = current_user.organiser.timezone
    today, proposals = _today(form, zone), form.proposals.data
    try:
        drafts = parse_with_proposals(text, proposals, today=today, zone=zone, most=MAX_DRAFTS)
    except InvalidInputError as error:
        add_error(form.text, str(ERROR_WORDS.get(error.code) or sentence(error)))
        return None
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
    prepared = preprocess(text).text
    before = form.answers.data
    cards, previous_titles = [], []
    for number, draft in enumerate(drafts, 1):
        settled = apply_answers(draft, (a for a in answers if a.number == number), t)
        cards.append(card(number, *settled, prepared, t))
        was, _settled = apply_answers(draft, (a for a in before if a.number == number), t)
        previous_titles.append(messages.title(was, t))
    settled_drafts = tuple(item.draft for item in cards)
    titles = tuple(messages.title(draft, t) for draft in settled_drafts)
    unused = unused_dates(prepared, settled_drafts, today=today)
    return ParsedText(
        prepared, settled_drafts, tuple(cards), titles, tuple(previous_titles), unused
    )


def _show(
    form: AnnouncementForm, parsed: ParsedText, action: str, reader_note: str
) -> ResponseReturnValue:
    """Render the drafts next to the text, or save them."""
    is_first = "title_1" not in request.form
    fields = _fields(parsed, is_first=is_first)
    known = known_events(parsed.drafts, fields)
    if action in {"save", "publish"} and not is_first:
        fields.validate()
        saved = None
        if not fields.errors:
            saved = save(parsed.drafts, fields, known, publishing=action == "publish")
        if saved is not None:
            return redirect(
                url_for(
                    "organiser_events.list",
                    drafts=saved.drafts or None,
                    published=saved.published or None,
                ),
                303,
            )
    else:
        fields.form_errors = form.form_errors
    highlights = highlight(parsed.text, parsed.drafts)
    page = render_template(
        "organiser/announcements/drafts.html",
        form=fields,
        carried=form,
        notes=[messages.file_note_text(note, translator()) for note in form.notes.data],
        written_on=_written_on(form),
        reader_note=reader_note,
        parsed=parsed,
        lines=highlights.lines(date.line_number for date in parsed.unused),
        value_lines=highlights.value_lines,
        unread=parsed.unread,
        asking=[card for card in parsed.events if card.open_questions],
        unclear=[
            card for card in parsed.events if not card.open_questions and not is_clear(card.draft)
        ],
        ready=[card for card in parsed.events if is_clear(card.draft)],
        known=known,
        reason_of=lambda date: messages.unused_text(date.reason, translator()),
        open_count=sum(len(card.open_questions) for card in parsed.events),
    )
    return (page, 422) if fields.errors or g.csrf_failed else page


def _written_on(form: AnnouncementForm) -> str:
    """Return the day on which the file was written, "" without one."""
    day = form.written_on.data
    return formatting.date_text(day, translator()) if day else ""


def _fields(parsed: ParsedText, *, is_first: bool) -> BaseForm:
    """Return the form of the drafts; an unedited title follows the latest answer."""
    form = drafts_form(len(parsed.drafts))
    titles = {f"title_{number}": title for number, title in enumerate(parsed.titles, 1)}
    if is_first:
        return form(formdata=None, data=titles)
    fields = form()
    for (name, title), was in zip(titles.items(), parsed.previous_titles, strict=True):
        if fields[name].data == was:
            fields[name].data = title
    return fields

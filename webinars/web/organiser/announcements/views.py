"""From a pasted announcement to saved drafts; until then the form carries text and answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from textwrap import shorten

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from webinars.announcement_parser import messages
from webinars.announcement_parser.files.reader import EXTENSIONS
from webinars.events.announcements.draft_review import is_clear
from webinars.timezones import formatting
from webinars.timezones.city_search import suggestions
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements.corrections import Action, entered_elsewhere, parse_action
from webinars.web.organiser.announcements.create_events import create_events
from webinars.web.organiser.announcements.date_sets import date_sets
from webinars.web.organiser.announcements.drafts_form import (
    ExistingEvent,
    drafts_form,
    existing_events_by_number,
    left_out_numbers,
)
from webinars.web.organiser.announcements.highlight import highlight
from webinars.web.organiser.announcements.parsed_text import (
    SAVES,
    ParsedText,
    day_of_reading,
    parse_text,
)
from webinars.web.organiser.announcements.renumbering import carried_fields, fields_of_draft
from webinars.web.organiser.announcements.second_reader import (
    answered_note,
    ask_second_reader,
    reader_host,
)
from webinars.web.organiser.announcements.text_form import AnnouncementForm
from webinars.web.organiser.announcements.uploaded_file import add_uploaded_file
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_announcements", __name__, url_prefix=URL_PREFIX)

MAX_QUOTE, MAX_QUOTES = 200, 12


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


@blueprint.route("/announcements", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Parse a pasted announcement into drafts, and save them."""
    if request.method != "POST":
        return _ask(AnnouncementForm(formdata=None))
    form = AnnouncementForm()
    action = parse_action(request.form.get("do", "look"))
    if action.verb == "text":
        return _ask(form)
    if not g.csrf_failed and not add_uploaded_file(form):
        return _ask(form), 422
    is_valid = form.validate()
    if form.text.errors:
        return _ask(form), 422
    reader_note = _consult(form, is_sending=is_valid and action.verb == "read")
    parsed = parse_text(form, action)
    if parsed is None:
        return _ask(form), 422
    return _answer(form, parsed, action, reader_note)


def _ask(form: AnnouncementForm) -> str:
    return render_template(
        "organiser/announcements/new.html",
        form=form,
        samples=SAMPLES,
        extensions=EXTENSIONS,
        reader_host=reader_host(),
        carried=carried_fields(request.form),
    )


def _consult(form: AnnouncementForm, *, is_sending: bool) -> str:
    """Send a new text to the second reader if the box is ticked; return a note about it."""
    if not is_sending:
        return answered_note() if form.proposals.data else ""
    form.proposals.data, note = [], ""
    if form.asks_reader.data:
        form.proposals.data, note = ask_second_reader(
            form.text.data or "",
            today=day_of_reading(form),
            zone=current_user.organiser.timezone,
        )
    return note


def _answer(
    form: AnnouncementForm, parsed: ParsedText, action: Action, reader_note: str
) -> ResponseReturnValue:
    """Save the drafts if that is asked and they are valid, else show them."""
    is_first = "title_1" not in request.form
    fields = _fields(parsed, is_first=is_first)
    known = existing_events_by_number(parsed.drafts, fields)
    is_saving = action.verb in SAVES and not is_first
    left_out = left_out_numbers(fields, known) if is_saving else frozenset()
    problems = list(_problems(parsed, left_out))
    is_expected = is_first or action.verb == "read"
    is_changed = parsed.entered.is_changed and not (is_expected or g.csrf_failed)
    if is_saving:
        fields.validate()
        for number in left_out:
            fields[f"title_{number}"].errors = ()
    else:
        fields.form_errors = list(form.form_errors)
    changed = _changed_reading(is_saving=is_saving) if is_changed else ()
    fields.form_errors = [*fields.form_errors, *changed, *_problems_of_all(parsed)]
    if is_saving and not (fields.errors or problems):
        created = create_events(parsed.drafts, fields, known, publishing=action.verb == "publish")
        if created is not None:
            return redirect(
                url_for(
                    "organiser_events.list",
                    drafts=created.drafts or None,
                    published=created.published or None,
                ),
                303,
            )
    page = _page(form, parsed, fields, known, problems, reader_note)
    if is_changed and is_saving:
        return page, HTTPStatus.CONFLICT
    is_refused = bool(fields.errors or problems or g.csrf_failed)
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if is_refused else page


def _problems(parsed: ParsedText, left_out: frozenset[int]) -> Iterator[tuple[str, str]]:
    """Yield the id of each field and place with a problem, and a sentence; none of drafts left out."""
    for item in parsed.events:
        if item.number in left_out:
            continue
        if item.is_stale:
            yield f"draft-{item.number}-answers", stale_answer()
        yield from item.correction.errors


def _changed_reading(*, is_saving: bool) -> Iterator[str]:
    """Yield the sentence about a text that is read differently now, such as after midnight."""
    if is_saving:
        yield _(
            "The text is read differently now than when you saw these drafts. Nothing was saved: "
            "check them again."
        )
    else:
        yield _(
            "The text is read differently now than when you saw these drafts. Check them again."
        )


def _problems_of_all(parsed: ParsedText) -> Iterator[str]:
    """Yield sentences about all drafts: lines of which no event is made, and drafts that do not exist."""
    yield from parsed.problems
    for number, texts in parsed.entered.lost.items():
        yield _(
            "The changed text has no draft any more for what you entered as draft %(number)s: %(texts)s.",
            number=number,
            texts=_quotes(texts),
        )
    for number, texts in entered_elsewhere(parsed.entered.sent, len(parsed.reviews)).items():
        yield _(
            "There is no draft %(number)s in this text. You entered for it: %(texts)s.",
            number=number,
            texts=_quotes(texts),
        )


def _quotes(texts: Sequence[str]) -> str:
    return ", ".join(_("“%(text)s”", text=shorten(text, MAX_QUOTE)) for text in texts[:MAX_QUOTES])


def _page(
    form: AnnouncementForm,
    parsed: ParsedText,
    fields: BaseForm,
    known: Mapping[int, ExistingEvent],
    problems: Sequence[tuple[str, str]],
    reader_note: str,
) -> str:
    unused_lines = {date.line_number for date in parsed.unused}
    highlights = highlight(
        parsed.text, [one.read for one in parsed.reviews], parsed.dismissed_numbers, unused_lines
    )
    asking = [card for card in parsed.events if card.draft.questions]
    others = [card for card in parsed.events if not card.draft.questions]
    return render_template(
        "organiser/announcements/drafts.html",
        form=fields,
        carried=form,
        problems=problems,
        stale_answer=stale_answer(),
        notes=[messages.file_note_text(note, translator()) for note in form.notes.data],
        written_on=_written_on(form),
        reader_note=reader_note,
        parsed=parsed,
        lines=highlights.lines(unused_lines),
        value_lines=highlights.value_lines,
        unread=parsed.unread,
        asking=asking,
        unclear=[card for card in others if not is_clear(card.draft)],
        ready=[card for card in others if is_clear(card.draft)],
        known=known,
        date_sets=date_sets(parsed.drafts, fields),
        fields_of_draft=lambda number: fields_of_draft(parsed.entered.sent, number),
        reason_of=lambda date: messages.unused_text(date.reason, translator()),
        open_count=sum(len(card.open_questions) for card in parsed.events),
        city_names=suggestions(translator()),
    )


def stale_answer() -> str:
    """Return the sentence about an answer to a question that is not asked."""
    return _(
        "An answer about this event belongs to a question that is no longer asked. Check the event."
    )


def _written_on(form: AnnouncementForm) -> str:
    """Return the day on which the file was written, "" without one."""
    day = form.written_on.data
    return formatting.date_text(day, translator()) if day else ""


def _fields(parsed: ParsedText, *, is_first: bool) -> BaseForm:
    """Return the form of the drafts; an unedited title follows answers and corrections."""
    form = drafts_form(len(parsed.reviews))
    titles = {f"title_{number}": title for number, title in enumerate(parsed.titles, 1)}
    if is_first:
        return form(formdata=None, data=titles)
    sent = parsed.entered.sent
    fields = form(formdata=sent)
    for number, title in enumerate(parsed.titles, 1):
        name = f"title_{number}"
        # A draft that was made or found only now has no field yet.
        if name not in sent or fields[name].data == sent.get(f"shown_{number}"):
            fields[name].data = title
    return fields

"""From a pasted announcement to saved drafts; until then the form carries text and answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import TextAreaField

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import LONGEST, preprocess
from webinars.announcement_parser.unparsed import unparsed_dates
from webinars.errors import InvalidInputError
from webinars.security.text import LINE_ENDS
from webinars.timezones import clock, zones
from webinars.web.core.csrf import TokenForm
from webinars.web.core.errors import sentence
from webinars.web.core.forms import Cleaned
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements.drafts import Answer, Card, card, parse_answers, settle
from webinars.web.organiser.announcements.highlight import marked
from webinars.web.organiser.announcements.save import drafts_form, known_events, save
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import MAX_DRAFTS, URL_PREFIX

blueprint = Blueprint("organiser_announcements", __name__, url_prefix=URL_PREFIX)

NO_WORDS = {
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


def _pasted(text: str) -> str:
    """Normalise the line ends of pasted text, which browsers double when they submit it.

    Raises:
        InvalidInputError: "required", "announcement-too-long" (facts: longest).
    """
    plain = LINE_ENDS.sub("\n", text)
    if not plain.strip():
        raise InvalidInputError("required")
    if len(plain) > LONGEST:
        raise InvalidInputError("announcement-too-long", longest=LONGEST)
    return plain


class PastedForm(TokenForm):
    """The text of an announcement."""

    text = TextAreaField(
        lazy_gettext("Announcement"), [Cleaned(_pasted, needed=True, words=NO_WORDS)]
    )


@dataclass(frozen=True)
class Found:
    """A parsed text: its drafts with the answers so far, their cards and titles.

    called are the titles before the latest answer. unread are lines with a date that belong to no
    draft.
    """

    text: str
    drafts: tuple[Draft, ...]
    cards: tuple[Card, ...]
    titles: tuple[str, ...]
    called: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def answers(self) -> str:
        """Return the answers in effect, as the form carries them."""
        return " ".join(":".join(map(str, s.answer)) for c in self.cards for s in c.settled)


@blueprint.route("/announcements", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Parse a pasted announcement into drafts, and save them."""
    if request.method != "POST":
        return _ask(PastedForm(formdata=None))
    form = PastedForm()
    wish, _sep, said = request.form.get("do", "look").partition(" ")
    if wish == "text":
        return _ask(form)
    form.validate()
    found = None if form.text.errors else _found(form, _answers(wish, said))
    if found is None:
        return _ask(form), 422
    return _show(form, found, wish)


def _ask(form: PastedForm) -> str:
    return render_template("organiser/announcements/new.html", form=form, samples=SAMPLES)


def _answers(wish: str, said: str) -> list[Answer]:
    """Return the earlier answers, with the one that a button gives or withdraws."""
    kept = parse_answers(request.form.get("answers", ""))
    if wish == "answer":
        kept += parse_answers(said)[:1]
    elif wish == "ask":
        at = next((n for n, a in enumerate(kept) if f"{a.number}:{a.code}" == said), len(kept))
        # Questions after a withdrawn answer may no longer exist.
        number = said.partition(":")[0]
        kept = kept[:at] + [answer for answer in kept[at:] if str(answer.number) != number]
    return kept


def _found(form: PastedForm, answers: Sequence[Answer]) -> Found | None:
    """Parse the text; return None and add an error to the form if it contains no event."""
    text, t = form.text.data or "", translator()
    zone = current_user.organiser.zone
    today = zones.to_local(clock.now(), zone).date()
    try:
        drafts = parse_announcement(text, today=today, zone=zone)
    except InvalidInputError as error:
        add_error(form.text, str(NO_WORDS.get(error.code) or sentence(error)))
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
    before = parse_answers(request.form.get("answers", ""))
    cards, called = [], []
    for number, draft in enumerate(drafts, 1):
        settled = settle(draft, (a for a in answers if a.number == number), t)
        cards.append(card(number, *settled, prepared, t))
        was, _settled = settle(draft, (a for a in before if a.number == number), t)
        called.append(messages.title(was, t))
    settled_drafts = tuple(each.draft for each in cards)
    titles = tuple(messages.title(draft, t) for draft in settled_drafts)
    unread = unparsed_dates(prepared, settled_drafts, today=today)
    return Found(prepared, settled_drafts, tuple(cards), titles, tuple(called), unread)


def _show(form: PastedForm, found: Found, wish: str) -> ResponseReturnValue:
    """Render the drafts next to the text, or save them."""
    is_first = "title_1" not in request.form
    fields = _fields(found, is_first=is_first)
    known = known_events(found.drafts, fields)
    if wish in {"save", "publish"} and not is_first:
        fields.validate()
        saved = None
        if not fields.errors:
            saved = save(found.drafts, fields, known, publishing=wish == "publish")
        if saved is not None:
            found_now, public_now = saved.drafts or None, saved.published or None
            return redirect(
                url_for("organiser_events.list", found=found_now, published=public_now), 303
            )
    else:
        fields.form_errors = form.form_errors
    page = render_template(
        "organiser/announcements/drafts.html",
        form=fields,
        text=form.text.data,
        found=found,
        paragraphs=marked(found.text, found.drafts),
        cards=sorted(found.cards, key=lambda each: not each.asked),
        known=known,
        open_count=sum(len(each.asked) for each in found.cards),
    )
    return (page, 422) if fields.errors or g.csrf_failed else page


def _fields(found: Found, *, is_first: bool) -> TokenForm:
    """Return the form of the drafts; an unedited title follows the latest answer."""
    form = drafts_form(len(found.drafts))
    titles = {f"title_{number}": title for number, title in enumerate(found.titles, 1)}
    if is_first:
        return form(formdata=None, data=titles)
    fields = form()
    for (name, title), was in zip(titles.items(), found.called, strict=True):
        if fields[name].data == was:
            fields[name].data = title
    return fields

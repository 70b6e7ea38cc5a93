"""Getting a place: the form, the page that looks the same for everybody, and links for those who lost theirs.

Nobody learns here who is registered: what is true of one person goes to their mailbox.
"""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event
from webinars.events.queries import published_event
from webinars.events.rules import TAKES_NAMES, Standing, standing
from webinars.registration import actions
from webinars.registration.queries import facts_and_places_held, places_held
from webinars.timekeeping import clock
from webinars.web import answers, own
from webinars.web.forms import LinksForm, RegistrationForm
from webinars.web.language import reader_zone, wording
from webinars.web.questions import asking, heard
from webinars.web.rows import outside, place_of
from webinars.web.standing import badge, panel
from webinars.web.when import moment

registration = Blueprint("registration", __name__)


@registration.get("/events/<slug>/registrations")
def new(slug: str) -> ResponseReturnValue:
    """Show the form, or why there is none."""
    event, how = _event(slug)
    if how not in TAKES_NAMES:
        return render_template("registration/not-open.html", **_about(event, how)), 409
    return _form_page(event, how, RegistrationForm())


@registration.post("/events/<slug>/registrations")
def create(slug: str) -> ResponseReturnValue:
    """Take a place, or a turn on the waiting list."""
    form = RegistrationForm()
    if not form.validate_on_submit():
        event, how = _event(slug)
        return _form_page(event, how, form), 422 if how in TAKES_NAMES else 409
    try:
        with transaction() as session:
            _register(session, slug, form)
    except ConflictError:
        # It is closed, or has closed between our look and the lock. What was typed stays.
        return _form_page(*_event(slug), form), 409
    except InvalidInputError as error:
        if error.code != "answers-wrong":
            raise
        return _form_page(*_event(slug), form), 422
    return redirect(url_for("registration.received", slug=slug), 303)


@registration.get("/events/<slug>/registrations/received")
def received(slug: str) -> ResponseReturnValue:
    """Say where to look; the same for everybody, registered before or not."""
    event, how = _event(slug)
    return render_template("registration/received.html", **_about(event, how))


@registration.route("/links", methods=["GET", "POST"])
def links() -> ResponseReturnValue:
    """Mail somebody the links of all their registrations, and answer alike whether there are any."""
    form = LinksForm()
    if request.method != "POST":
        return render_template("registration/links.html", form=form)
    if not form.validate_on_submit():
        return render_template("registration/links.html", form=form), 422
    with transaction() as session:
        actions.send_links(
            session,
            email=form.email.data or "",
            language=wording().language,
            zone=reader_zone()[0],
        )
    return redirect(url_for("registration.links_sent"), 303)


@registration.get("/links/sent")
def links_sent() -> ResponseReturnValue:
    """Say where to look; the same for everybody."""
    return render_template("registration/links-sent.html")


# --- The registrant's own page and what it leads to (own.py)

for _rule, _name, _view, _methods in (
    ("/registrations/erased", "erased", own.erased, ("GET",)),
    ("/registrations/<token>", "own", own.own, ("GET",)),
    ("/registrations/<token>.ics", "own_calendar", own.own_calendar, ("GET",)),
    ("/registrations/<token>/data.json", "data", own.data, ("GET",)),
    ("/registrations/<token>/details", "details", own.details, ("GET", "POST")),
    ("/registrations/<token>/cancellation", "cancellation", own.cancellation, ("GET", "POST")),
    ("/registrations/<token>/places", "again", own.again, ("POST",)),
    ("/registrations/<token>/erasure", "erasure", own.erasure, ("GET", "POST")),
    ("/registrations/<token>/answers", "answers", answers.answers, ("GET", "POST")),
    (
        f"/registrations/<token>/answers/<int(max={answers.MOST_ID}):question_id>/file",
        "answer_file",
        answers.answer_file,
        ("GET",),
    ),
    ("/registrations/<token>/address", "address", own.address, ("GET", "POST")),
):
    registration.add_url_rule(_rule, _name, _view, methods=_methods)


def _register(session: Session, slug: str, form: RegistrationForm) -> None:
    """Register somebody, if the event takes names: else nobody learns whether they are registered."""
    facts, held = facts_and_places_held(session.connection(), slug)
    how = standing(facts.terms, held, clock.now())
    if how not in TAKES_NAMES:
        raise ConflictError("registration-not-open", standing=how)
    more: dict[str, Any] = {}
    if facts.has_questions:
        # Before anybody is looked for: the answer is the same for those who are registered.
        found = heard(session, facts.event_id, None)
        if found.wrong:
            raise InvalidInputError("answers-wrong", wrong=found.codes)
        more["given"] = found.given
    actions.register(session, event_id=facts.event_id, **form.said, **more)


def _event(slug: str) -> tuple[Event, Standing]:
    session = db.session()
    event = published_event(session, slug)
    return event, standing(event.terms, places_held(session, event.id), clock.now())


def _form_page(event: Event, how: Standing, form: RegistrationForm) -> str:
    asked = None
    if event.has_questions:
        sent = request.method == "POST"
        asked = heard(db.session(), event.id, None) if sent else asking(db.session(), event.id)
    return render_template(
        "registration/new.html",
        form=form.offer(event.starts_at),
        asking=asked,
        **_about(event, how),
    )


def _about(event: Event, how: Standing) -> dict[str, Any]:
    w = wording()
    return {
        "event": event,
        "moment": moment(event, *reader_zone(), w),
        "where": place_of(event, w),
        "how": how,
        "is_open": how in TAKES_NAMES,
        "is_full": how is Standing.FULL,
        "badge": badge(how, w),
        "panel": panel(how, w),
        "out": outside(event) if how is Standing.ELSEWHERE else "",
    }

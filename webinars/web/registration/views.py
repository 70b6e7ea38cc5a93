"""Getting a place: the form, the page that looks the same for everybody, and links for those who lost theirs.

Nobody learns here who is registered: what is true of one person goes to their mailbox.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.access.models import Invitee
from webinars.access.rules import Pass
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError, WebinarsError
from webinars.events.models import Event
from webinars.events.queries import published_event
from webinars.events.rules import TAKES_NAMES, Standing, standing
from webinars.files.actions import check_room
from webinars.registrations import actions
from webinars.registrations.queries import page_state_and_places_held, places_held
from webinars.registrations.types import events_with_full_types, offered_types, status_with_types
from webinars.security.email_addresses import shown
from webinars.timezones import clock
from webinars.timezones.schedule import Precision
from webinars.web.components.email_check import passes_typo_check
from webinars.web.components.event_time import moment
from webinars.web.components.location import external_url, location_text
from webinars.web.components.question_fields import asking, heard
from webinars.web.components.status import badge, panel
from webinars.web.core import rate_limits
from webinars.web.core.errors import sentence
from webinars.web.core.forms import LinksForm, RegistrationForm
from webinars.web.core.locale import reader_zone, translator, zone_to_offer
from webinars.web.registration import access
from webinars.web.registration.received import received as received_page
from webinars.web.registration.received import redirect_to_received

blueprint = Blueprint("registration", __name__)


@blueprint.get("/events/<slug>/registrations")
def new(slug: str) -> ResponseReturnValue:
    """Show the form, or why there is none."""
    event, how = standing_event(slug)
    if how not in TAKES_NAMES:
        return render_template("registration/not_open.html", **about(event, how)), 409
    form = access.form_to_show()
    return form_page(event, how, form) if access.is_let_in(event, form) else _shut(event, how)


@blueprint.post("/events/<slug>/registrations")
def create(slug: str) -> ResponseReturnValue:
    """Take a place, or a turn on the waiting list."""
    form = access.form_sent()
    is_right = form.validate_on_submit()
    if not passes_typo_check(form) or not is_right:
        return _again(slug, form, 422)
    try:
        with transaction() as session:
            take_place(session, slug, form, access.shown_pass(form))
    except ConflictError as error:
        if error.code == "too-many-registrations":
            form.form_errors = [sentence(error)]
            answer = make_response(_again(slug, form, 429))
            answer.headers["Retry-After"] = str(error.facts["seconds"])
            return answer
        # It is closed, or has closed between our look and the lock. What was typed stays.
        return _again(slug, form, 409, error)
    except (InvalidInputError, NotAllowedError) as error:
        if error.code not in access.ANSWERED and not access.complain(form, error):
            raise
        return _again(slug, form, 422)
    back = url_for("registration.new", slug=slug, key=form.key.data or None)
    return redirect_to_received(slug, form.said["email"], back)


@blueprint.get("/events/<slug>/registrations/received")
def received(slug: str) -> ResponseReturnValue:
    """Say where to look; the same for everybody, registered before or not."""
    event = published_event(db.session(), slug)
    found = received_page(event, translator())
    answer = make_response(
        render_template("registration/received.html", event=event, received=found)
    )
    if found.email:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/links", methods=["GET", "POST"])
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
            language=translator().language,
            zone=zone_to_offer(),
        )
    return redirect(url_for("registration.links_sent"), 303)


@blueprint.get("/links/sent")
def links_sent() -> ResponseReturnValue:
    """Say where to look; the same for everybody."""
    return render_template("registration/links_sent.html")


def take_place(
    session: Session, slug: str, form: RegistrationForm, shows: Pass | None = None
) -> None:
    """Register somebody, if the event takes names: else nobody learns whether they are registered.

    shows: what lets them in where not everybody may.

    Raises:
        InvalidInputError: "answers-wrong" (facts: wrong), and as of actions.register().
        ConflictError, NotAllowedError: as of actions.register(); "files-full".
    """
    facts, held = page_state_and_places_held(session.connection(), slug)
    how = standing(facts.terms, held, clock.now())
    if how not in TAKES_NAMES:
        raise ConflictError("registration-not-open", standing=how)
    more: dict[str, Any] = {"shows": shows} if shows else {}
    # An invitation is one person's, so however many of them come from one network are welcome.
    if shows is None or shows.invitee_id is None:
        more["client"] = rate_limits.client()
    # Before anybody is looked for: the answer is the same for those who are registered.
    if facts.has_registration_types:
        access.check_kind(session, facts.event_id, form.registration_type_id)
        more["registration_type_id"] = form.registration_type_id
    if facts.has_questions:
        found = heard(session, facts.event_id, form.registration_type_id)
        if found.wrong:
            raise InvalidInputError("answers-wrong", wrong=found.codes)
        check_room(session, event_id=facts.event_id, size=found.size)
        more["given"] = found.given
    actions.register(session, event_id=facts.event_id, **form.said, **more)


def standing_event(slug: str) -> tuple[Event, Standing]:
    """Return a public event, and how it stands.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    session = db.session()
    event = published_event(session, slug)
    how = standing(event.terms, places_held(session, event.id), clock.now())
    full = events_with_full_types(session, [event.id]) if event.has_registration_types else ()
    return event, status_with_types(how, is_full=bool(full))


def _again(
    slug: str, form: RegistrationForm, status: int, refusal: WebinarsError | None = None
) -> ResponseReturnValue:
    """Show a form again with what was typed, to whoever may see it at all."""
    event, how = standing_event(slug)
    if not access.is_let_in(event, form):
        return _shut(event, how)
    page = form_page(event, how, form, refusal=refusal)
    return page, status if how in TAKES_NAMES else HTTPStatus.CONFLICT


def _shut(event: Event, how: Standing) -> ResponseReturnValue:
    """Say that places go to those who come by a link, or why there are none for anybody."""
    status = HTTPStatus.FORBIDDEN if how in TAKES_NAMES else HTTPStatus.CONFLICT
    return render_template("registration/not_open.html", **about(event, how)), status


def form_page(
    event: Event,
    how: Standing,
    form: RegistrationForm,
    *,
    send_to: str = "",
    invitee: Invitee | None = None,
    refusal: WebinarsError | None = None,
) -> str:
    """Show the form of an event; send_to is where it goes for those who were invited by a link.

    refusal: what kept it from being taken, to be said where it speaks of a question.
    """
    asked, sent = None, request.method == "POST"
    if sent and event.has_registration_types:
        access.demand_kind(form, event.id)
    if event.has_questions:
        asked = (
            heard(db.session(), event.id, form.registration_type_id, refusal=refusal)
            if sent
            else asking(db.session(), event.id)
        )
    return render_template(
        "registration/new.html",
        form=form.offer(event.starts_at),
        asking=asked,
        kinds=offered_types(db.session(), event.id) if event.has_registration_types else (),
        send_to=send_to or url_for("registration.create", slug=event.slug),
        invitee=invitee,
        **about(event, how),
    )


def about(event: Event, how: Standing) -> dict[str, Any]:
    """Return what the pages about getting a place say of an event."""
    t = translator()
    return {
        "event": event,
        "moment": moment(event, *reader_zone(), t),
        "where": location_text(event, t),
        "how": how,
        "is_open": how in TAKES_NAMES,
        "is_full": how is Standing.FULL,
        "is_invited": event.precision is not Precision.MONTH,  # at once, if there is a place
        "is_asked": event.requires_approval and how is not Standing.FULL,
        "domains": tuple(map(shown, event.domains)),
        "badge": badge(how, t, event.access_mode),
        "panel": panel(how, t, event.access_mode, requires_approval=event.requires_approval),
        "out": external_url(event) if how is Standing.ELSEWHERE else "",
    }

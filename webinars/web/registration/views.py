"""The registration form, the page after it, and "My registrations"."""

# No page reveals who is registered: what concerns one person is only e-mailed.

from http import HTTPStatus
from typing import Any, cast

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.csrf.core import CSRFTokenField

from webinars.access.access_policy import LinkCredentials
from webinars.access.models import Invitee
from webinars.database import db, reading, transaction
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError, WebinarsError
from webinars.events.caching.page_state import PageState
from webinars.events.date_groups import SeveralDatesOffer, several_dates_offer
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.events.queries import published_event
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    availability_at,
    may_be_registered,
)
from webinars.files.storage import check_file_quota
from webinars.questions.question_types import QuestionStage
from webinars.registrations import new_registration
from webinars.registrations.places.places_held import page_state_and_places_held, places_held
from webinars.registrations.registrant.links import send_links
from webinars.registrations.several_dates.places_for_all import is_for_all_only
from webinars.registrations.types.type_capacity import (
    availability_with_types,
    events_with_full_types,
    offered_types,
)
from webinars.security.email_addresses import display_address
from webinars.timezones import clock
from webinars.timezones.schedule import Precision
from webinars.web.components.availability_text import badge, panel, registration_period_text
from webinars.web.components.email_typo_warning import passes_typo_check
from webinars.web.components.event_time import event_time
from webinars.web.components.location import external_url, location_text
from webinars.web.components.question_fields import (
    QuestionFields,
    questions_with_answers,
    registration_question_fields,
)
from webinars.web.components.retention_text import deletion_text
from webinars.web.core.current_timezone import preselected_zone, reader_zone
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.core.page_cache import cached_personal_page, placeholder
from webinars.web.core.rate_limits import limiter
from webinars.web.core.security.csrf import form_token
from webinars.web.registration import form_access
from webinars.web.registration.form import (
    LinksForm,
    RegistrationForm,
    add_error,
    check_registration_type,
    new_form,
    submitted_form,
    validate_registration_type,
)
from webinars.web.registration.group_commit import LockedEvent, locked_event, register_jointly
from webinars.web.registration.received import (
    pop_submitted,
    received_page,
    redirect_to_received,
    wait_until_start,
)
from webinars.web.registration.time_choice import (
    TimeChoice,
    chosen_slug,
    preselected,
    time_choice,
)

blueprint = Blueprint("registration", __name__)
CSRF_TOKEN = "csrf_token"  # noqa: S105 - the name of the field


@blueprint.get("/events/<slug>/registrations")
def new(slug: str) -> ResponseReturnValue:
    """Render the form, or why registration is not open."""
    with reading() as connection:
        state, held = page_state_and_places_held(connection, slug)
        offer = several_dates_offer(connection, state.date_group_id)
    if offer is SeveralDatesOffer.ALL_ONLY and state.access_mode is AccessMode.OPEN:
        return redirect(url_for("several_dates.new", slug=slug), 303)
    without_types = availability_at(state.availability_facts, held, clock.now())
    if without_types in ACCEPTS_REGISTRATIONS and _is_same_for_all(state):
        choice = time_choice(db.session(), state.alternative_group_id, clock.now())
        return cached_personal_page(
            (*state.shown, without_types, choice.key),
            lambda: _shared_form(slug, without_types, choice),
            {CSRF_TOKEN: form_token()},
        )
    event = published_event(db.session(), slug)
    availability = _with_types(event, without_types)
    if availability not in ACCEPTS_REGISTRATIONS:
        return _render_not_open(event, availability)
    form = new_form()
    if not form_access.may_see_form(event, form):
        return _render_not_open(event, availability)
    return render_form(event, availability, form)


@blueprint.post("/events/<slug>/registrations")
def create(slug: str) -> ResponseReturnValue:
    """Register the sender, or add them to the waiting list."""
    form = submitted_form()
    is_valid = form.validate_on_submit()
    if not passes_typo_check(form) or not is_valid:
        return _render_again(slug, form, 422)
    chosen = slug
    try:
        chosen = chosen_slug(slug, form)
        credentials = form_access.credentials_of(form)
        register_jointly(
            chosen, lambda session, locked: _register(session, locked, form, credentials)
        )
    except ConflictError as error:
        if error.code == "too-many-registrations":
            form.form_errors = [error_sentence(error)]
            response = make_response(_render_again(slug, form, 429))
            response.headers["Retry-After"] = str(error.facts["seconds"])
            return response
        if chosen != slug:
            form.alternative.errors = [error_sentence(error)]
        if error.code == "all-dates-only":
            form.form_errors = [error_sentence(error)]
        # Closed, perhaps after the form was rendered; the entered values stay.
        return _render_again(slug, form, 409, error)
    except (InvalidInputError, NotAllowedError) as error:
        if error.code not in form_access.EXPLAINED_ON_PAGE and not add_error(form, error):
            raise
        return _render_again(slug, form, 422)
    form_url = url_for("registration.new", slug=chosen, key=form.key.data or None)
    return redirect_to_received(chosen, form.values["email"], form_url)


@blueprint.get("/events/<slug>/registrations/received")
def received(slug: str) -> ResponseReturnValue:
    """Ask to check the e-mail; the same page for everyone, registered before or not."""
    with reading() as connection:
        state, _ = page_state_and_places_held(connection, slug)
    submitted, now = pop_submitted(slug), clock.now()

    def render() -> str:
        event = published_event(db.session(), slug)
        shown = {name: placeholder(name) for name, value in submitted.items() if value}
        texts = received_page(event, now, translator(), **shown)
        return render_template("registration/received.html", event=event, received=texts)

    is_shown = tuple(map(bool, submitted.values()))
    wait = wait_until_start(state.availability_facts, now, translator())
    response = make_response(
        cached_personal_page((*state.shown, is_shown, wait), render, submitted)
    )
    if any(is_shown):
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/links", methods=["GET", "POST"])
def links() -> ResponseReturnValue:
    """E-mail the links of all registrations of an address; the response is the same without any."""
    form = LinksForm()
    if request.method != "POST":
        return render_template("registration/links.html", form=form)
    if not form.validate_on_submit():
        return render_template("registration/links.html", form=form), 422
    with transaction() as session:
        send_links(
            session,
            email=form.email.data or "",
            language=translator().language,
            timezone=preselected_zone(),
        )
    return redirect(url_for("registration.links_sent"), 303)


@blueprint.get("/links/sent")
def links_sent() -> ResponseReturnValue:
    """Ask to check the e-mail; the same page for everyone."""
    return render_template("registration/links_sent.html")


def register_from_form(
    session: Session, slug: str, form: RegistrationForm, credentials: LinkCredentials | None = None
) -> None:
    """Register the person of a valid form.

    Whether the event takes registrations, and the answers, are checked before the address is looked up:
    no error depends on whether it is registered.

    Args:
        credentials: what admits the person where registration is limited.

    Raises:
        InvalidInputError: "invalid-answers" (facts: wrong), and as of new_registration.register_attendee().
        ConflictError, NotAllowedError: as of new_registration.register_attendee(); "file-quota-exceeded".
    """
    _register(session, locked_event(session, slug), form, credentials)


def _register(
    session: Session,
    locked: LockedEvent,
    form: RegistrationForm,
    credentials: LinkCredentials | None,
) -> None:
    event = locked.state
    availability = availability_at(event.availability_facts, locked.places_held, clock.now())
    if availability not in ACCEPTS_REGISTRATIONS:
        raise ConflictError("registration-not-open", availability=availability)
    is_open = event.access_mode is AccessMode.OPEN
    if is_open and event.date_group_id and is_for_all_only(session, event.date_group_id):
        raise ConflictError("all-dates-only")
    options: dict[str, Any] = {"credentials": credentials} if credentials else {}
    # An invitation is for one person, so the limit for each network does not apply.
    if credentials is None or credentials.invitee_id is None:
        options["client"] = limiter.client_of_request()
    type_id = form.registration_type_id
    if event.has_registration_types:
        check_registration_type(session, event.event_id, type_id)
        options["registration_type_id"] = type_id
    if event.has_questions:
        fields = questions_with_answers(
            session, event.event_id, type_id, stage=QuestionStage.AT_REGISTRATION
        )
        if fields.errors_by_id:
            raise InvalidInputError("invalid-answers", wrong=fields.codes)
        check_file_quota(session, event_id=event.event_id, size=fields.size)
        options["given"] = fields.submitted
    new_registration.register_attendee(
        session, event_id=event.event_id, locked=locked.event, **form.values, **options
    )


def event_and_availability(slug: str) -> tuple[Event, Availability]:
    """Return a public event, and whether it takes registrations.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    session = db.session()
    event = published_event(session, slug)
    availability = availability_at(
        event.availability_facts, places_held(session, event.id), clock.now()
    )
    return event, _with_types(event, availability)


def _with_types(event: Event, availability: Availability) -> Availability:
    """Return the availability of an event: full if all of its registration types are."""
    full = events_with_full_types(db.session(), [event.id]) if event.has_registration_types else ()
    return availability_with_types(availability, is_full=bool(full))


def render_form(
    event: Event,
    availability: Availability,
    form: RegistrationForm,
    *,
    action: str = "",
    invitee: Invitee | None = None,
    error: WebinarsError | None = None,
    choice: TimeChoice | None = None,
) -> str:
    """Render the registration form of an event.

    Args:
        action: where the form is sent, if not to create().
        invitee: the invited person whose address is fixed.
        error: the refusal of a submitted form, shown at the question that it concerns.
        choice: the times of a webinar that is held more than once, if they were read already.
    """
    if request.method == "POST" and event.has_registration_types:
        validate_registration_type(form, event.id)
    types = offered_types(db.session(), event.id) if event.has_registration_types else ()
    if choice is None:
        choice = time_choice(db.session(), event.alternative_group_id, clock.now())
    # An invitation is to one event.
    times = choice.times(event) if invitee is None else []
    if times and choice.is_in_form and not form.alternative.data:
        form.alternative.data = preselected(times, event.slug)
    context = event_context(event, availability) | {"alternatives": times}
    is_chosen_here = bool(times) and choice.is_in_form
    if is_chosen_here:
        context["is_full"] = all(one.is_full for one in times if one.accepts)
    return render_template(
        "registration/new.html",
        form=form.set_choices(event.starts_at),
        is_time_chosen_here=is_chosen_here,
        question_fields=_question_fields(event, form, error) if event.has_questions else None,
        registration_types=types,
        action=action or url_for("registration.create", slug=event.slug),
        invitee=invitee,
        **context,
    )


def _is_same_for_all(state: PageState) -> bool:
    """Return whether the form of an event differs between its readers by their token alone."""
    is_open = state.access_mode is AccessMode.OPEN and "key" not in request.args
    return is_open and not (state.has_questions or state.has_registration_types)


def _shared_form(slug: str, availability: Availability, choice: TimeChoice) -> str:
    # If the event changed after its state was loaded, the page is cached under a key that is not used again.
    event, form = published_event(db.session(), slug), new_form()
    cast("CSRFTokenField", form.csrf_token).current_token = placeholder(CSRF_TOKEN)
    return render_form(event, availability, form, choice=choice)


def event_context(event: Event, availability: Availability) -> dict[str, Any]:
    """Return the template variables about an event and its registration."""
    t = translator()
    return {
        "event": event,
        "event_time": event_time(event, *reader_zone(), t),
        "where": location_text(event, t),
        "alternatives": (),
        "is_open": availability in ACCEPTS_REGISTRATIONS,
        "has_ended": availability is Availability.ENDED,
        "is_full": availability is Availability.FULL,
        "has_date": event.precision is not Precision.MONTH,
        "needs_approval": event.requires_approval and availability is not Availability.FULL,
        "domains": tuple(map(display_address, event.domains)),
        "badge": badge(availability, t, event.access_mode),
        "panel": panel(
            availability, t, event.access_mode, requires_approval=event.requires_approval
        ),
        "period": registration_period_text(event, availability, *reader_zone(), t),
        "may_be_registered": may_be_registered(event.availability_facts, availability),
        "deletion": deletion_text(event),
        "external_url": external_url(event) if availability is Availability.ELSEWHERE else "",
    }


def _question_fields(
    event: Event, form: RegistrationForm, error: WebinarsError | None
) -> QuestionFields:
    if request.method != "POST":
        return registration_question_fields(db.session(), event.id)
    return questions_with_answers(
        db.session(),
        event.id,
        form.registration_type_id,
        stage=QuestionStage.AT_REGISTRATION,
        error=error,
    )


def _render_again(
    slug: str, form: RegistrationForm, status: int, error: WebinarsError | None = None
) -> ResponseReturnValue:
    """Render a refused form with its values, if its sender is admitted to the form at all."""
    event, availability = event_and_availability(slug)
    if not form_access.may_see_form(event, form):
        return _render_not_open(event, availability)
    page = render_form(event, availability, form, error=error)
    return page, status if availability in ACCEPTS_REGISTRATIONS else HTTPStatus.CONFLICT


def _render_not_open(event: Event, availability: Availability) -> ResponseReturnValue:
    """Render why there is no form: limited to people with a link, or not open for anyone."""
    is_limited = availability in ACCEPTS_REGISTRATIONS
    status = HTTPStatus.FORBIDDEN if is_limited else HTTPStatus.CONFLICT
    choice = time_choice(db.session(), event.alternative_group_id, clock.now())
    context = event_context(event, availability) | {"alternatives": choice.times(event)}
    return render_template("registration/not_open.html", **context), status

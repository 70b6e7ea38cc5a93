"""Register for several dates of one event by one form, and the page after it."""

# As with one event, no page reveals who is registered: what concerns one person is only e-mailed.

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from webinars.events.date_groups import coming_dates
from webinars.events.models import Event
from webinars.events.queries import published_event
from webinars.registrations.several_dates.date_places import (
    DatePlaces,
    places_of_dates,
    shared_type_names,
)
from webinars.registrations.several_dates.places_for_all import (
    has_place_for_all,
    is_for_all_only,
)
from webinars.registrations.several_dates.registering import register_for_dates
from webinars.registrations.types.type_capacity import offered_types
from webinars.security.email_addresses import display_address
from webinars.web.components.email_typo_warning import (
    fields_with_suggested_address,
    passes_typo_check,
)
from webinars.web.components.retention_text import deletion_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.core.rate_limits import limiter
from webinars.web.registration.form import add_error
from webinars.web.registration.received import pop_submitted, redirect_to_received
from webinars.web.registration.several_dates_form import (
    SeveralDatesForm,
    accepts_domains,
    chosen_type_name,
    date_rows,
)

blueprint = Blueprint("several_dates", __name__)


@blueprint.get("/events/<slug>/dates/registrations")
def new(slug: str) -> ResponseReturnValue:
    """Render the form with all coming dates; with one date only, the form of that date."""
    event, dates = _event_and_dates(slug)
    if len(dates) < 2:  # noqa: PLR2004 - several
        return redirect(url_for("registration.new", slug=slug), 303)
    return _page(event, places_of_dates(db.session(), dates), SeveralDatesForm(), {slug})


@blueprint.post("/events/<slug>/dates/registrations")
def create(slug: str) -> ResponseReturnValue:
    """Register the sender for the chosen dates, each with a place or on its waiting list."""
    event, dates = _event_and_dates(slug)
    form = SeveralDatesForm(formdata=fields_with_suggested_address())
    chosen = set(request.form.getlist("dates"))
    places = places_of_dates(db.session(), dates)
    is_valid = form.validate_on_submit()
    are_chosen = form.check_dates(chosen)
    if not passes_typo_check(form) or not is_valid or not are_chosen:
        return _page(event, places, form, chosen), 422
    # A date that is offered no more has no id here, and is refused below.
    ids = {one.slug: one.id for one in dates}
    try:
        type_name = chosen_type_name(form, places)
        with transaction() as session:
            register_for_dates(
                session,
                group_id=_group_id(event),
                event_ids=None if form.takes_all else {ids.get(slug, 0) for slug in chosen},
                type_name=type_name,
                wants_personal_calendar=form.wants_personal_calendar,
                client=limiter.client_of_request(),
                **form.values,
            )
    except ConflictError as error:
        return _refused(slug, form, chosen, error)
    except (InvalidInputError, NotAllowedError) as error:
        if not add_error(form, error):
            raise
        return _page_again(slug, form, chosen), 422
    form_url = url_for("several_dates.new", slug=slug)
    return redirect_to_received(
        slug, form.values["email"], form_url, endpoint="several_dates.received"
    )


@blueprint.get("/events/<slug>/dates/registrations/received")
def received(slug: str) -> ResponseReturnValue:
    """Ask to check the e-mail; the same page for everyone, registered before or not."""
    event = published_event(db.session(), slug)
    submitted = pop_submitted(slug)
    page = render_template("registration/several_dates_received.html", event=event, **submitted)
    response = make_response(page)
    if submitted["email"]:
        response.headers["Cache-Control"] = "no-store"
    return response


def _refused(
    slug: str, form: SeveralDatesForm, chosen: set[str], error: ConflictError
) -> ResponseReturnValue:
    """Render the form again where a date has closed meanwhile, or too many come from one network."""
    if error.code in {"dates-not-open", "all-dates-only"}:
        form.dates.errors = [error_sentence(error)]
        return _page_again(slug, form, chosen), HTTPStatus.CONFLICT
    if error.code != "too-many-registrations":
        raise error
    form.form_errors = [error_sentence(error)]
    response = make_response(_page_again(slug, form, chosen), HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def _event_and_dates(slug: str) -> tuple[Event, list[Event]]:
    """Return a public event and the coming public dates of its group.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    event = published_event(db.session(), slug)
    if event.date_group_id is None:
        return event, []
    return event, list(coming_dates(db.session(), event.date_group_id))


def _group_id(event: Event) -> int:
    if event.date_group_id is None:
        raise NotFoundError("no-such-event")
    return event.date_group_id


def _page_again(slug: str, form: SeveralDatesForm, chosen: set[str]) -> str:
    event, dates = _event_and_dates(slug)
    return _page(event, places_of_dates(db.session(), dates), form, chosen)


def _page(event: Event, places: list[DatePlaces], form: SeveralDatesForm, chosen: set[str]) -> str:
    t = translator()
    names = shared_type_names(places)
    with_types = next((one.event for one in places if one.event.has_registration_types), None)
    rows = date_rows(
        places,
        names,
        chosen,
        [url_for("public.event", slug=one.event.slug) for one in places],
        t,
        was_sent=request.method == "POST",
    )
    return render_template(
        "registration/several_dates.html",
        event=event,
        rows=rows,
        form=form.set_choices(event.starts_at),
        registration_types=offered_types(db.session(), with_types.id) if with_types else (),
        domains=tuple(map(display_address, accepts_domains([one.event for one in places]))),
        needs_approval=any(one.event.requires_approval for one in places),
        has_questions=any(one.event.has_questions for one in places),
        deletion=deletion_text(event),
        can_choose=any(row.can_be_chosen for row in rows),
        is_for_all_only=is_for_all_only(db.session(), _group_id(event)),
        waits_for_all=not has_place_for_all(db.session(), _group_id(event)),
    )

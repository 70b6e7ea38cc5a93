"""Registration settings of an event."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.link_purposes import Purpose
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.locks import lock_at_revision
from webinars.events.models import Event
from webinars.events.settings.registration_settings import (
    RegistrationSettings,
    change_settings,
    settings_of,
)
from webinars.events.settings.retention_period import SENSITIVE_DAYS
from webinars.registrations.retention import check_stated_period
from webinars.registrations.types.type_capacity import places_by_type
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.web.components.retention_text import period_text
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.core.security.private_links import token_of
from webinars.web.organiser.events.conflicts import Difference, field_differences
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.settings.form import (
    RegistrationSettingsForm,
    initial_data,
    parse_settings,
)
from webinars.web.organiser.settings.summary import changed_settings, relative_period_texts

blueprint = Blueprint("organiser_settings", __name__, url_prefix=URL_PREFIX)

# The field that shows an error of the action.
FIELDS = {
    "not-a-domain": "domains",
    "too-many-domains": "domains",
    "closes-before-opens": "closes_before",
    "reminder-out-of-range": "reminders",
    "too-many-reminders": "reminders",
    "retention-was-stated": "retention_days",
}
NEW_KEY = "new-key"
DONE = ("saved", NEW_KEY)


@blueprint.route(f"{EVENT_PATH}/registration-settings", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Edit the registration settings."""
    event = get_own_event(event_id)
    if request.method != "POST":
        return _page(event, RegistrationSettingsForm(data=initial_data(event)))
    form = RegistrationSettingsForm()
    form.validate()
    wanted = parse_settings(form)
    if wanted is None or g.csrf_failed:
        return _page(event, form), 422
    done = NEW_KEY if request.form.get("do") == NEW_KEY else "saved"
    try:
        _save(event_id, form, wanted, with_new_key=done == NEW_KEY)
    except (ConflictError, InvalidInputError) as error:
        event = get_own_event(event_id)
        # The same form submitted twice: it is already saved.
        if error.code != "event-changed" or not _is_already_saved(event, wanted):
            return _refused(event, form, error)
    return redirect(url_for("organiser_settings.edit", event_id=event_id, done=done), 303)


def _save(
    event_id: int,
    form: RegistrationSettingsForm,
    wanted: RegistrationSettings,
    *,
    with_new_key: bool,
) -> None:
    if with_new_key:
        wanted = RegistrationSettings(**{**vars(wanted), "renews_link": True})
    with transaction() as session:
        lock_at_revision(session, event_id, form.revision.data or 0)
        check_stated_period(session, event_id, wanted.retention_days)
        change_settings(
            session,
            event_id,
            registration_settings=wanted,
            revision=form.revision.data or 0,
            site=site(),
        )
        # A waiting list that becomes automatic starts with the places that are free.
        apply_capacity_change(session, event_id)


def _is_already_saved(event: Event, wanted: RegistrationSettings) -> bool:
    saved = settings_of(event)
    return replace(wanted, renews_link=False) == saved


def _refused(
    event: Event, form: RegistrationSettingsForm, error: ConflictError | InvalidInputError
) -> ResponseReturnValue:
    """Render the form with the error of the action, or with the version saved in the meantime."""
    if error.code == "event-changed":
        theirs = initial_data(event)
        differences = field_differences(form.set_choices(event.reminders), theirs)
        form.revision.data = event.revision
        return _page(event, form, meanwhile=True, differences=differences), HTTPStatus.CONFLICT
    name = FIELDS.get(error.code)
    if name:
        add_error(form[name], error_sentence(error))
    else:
        form.form_errors = [error_sentence(error)]
    return _page(event, form), http_status_of(error)


def _page(
    event: Event,
    form: RegistrationSettingsForm,
    *,
    meanwhile: bool = False,
    differences: tuple[Difference, ...] = (),
) -> str:
    t = translator()
    done = request.args.get("done", "")
    return render_template(
        "organiser/settings/edit.html",
        event=event,
        form=form.set_choices(event.reminders),
        changed_settings=changed_settings(event, t),
        relative_period_texts=relative_period_texts(event, t),
        types=places_by_type(db.session(), event.id) if event.has_registration_types else [],
        secret_url=_secret_url(event),
        default_offer_hours=RegistrationSettings.offer_hours,
        sensitive_period=period_text(SENSITIVE_DAYS),
        meanwhile=meanwhile,
        field_differences=differences,
        done=done if done in DONE and request.method == "GET" else "",
    )


def _secret_url(event: Event) -> str:
    try:
        path: dict[str, Any] = {"slug": event.slug, "key": token_of(Purpose.ENTRY, event.id)}
    except NotFoundError:
        return ""
    return site().url(url_for("registration.new", **path))

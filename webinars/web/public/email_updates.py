"""Ask for e-mail updates about a body, a series or an event: a page of its own, and the answer to all."""

# The pages of events and series stay the same for everyone: they link here. Nothing here tells whether an
# address is subscribed; what concerns one address is only e-mailed.

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from limits import parse
from werkzeug.exceptions import TooManyRequests
from wtforms import BooleanField, EmailField, HiddenField, RadioField

from webinars.database import db, transaction
from webinars.email_subscriptions.models import Frequency, Interest
from webinars.email_subscriptions.subjects import interests_of
from webinars.email_subscriptions.subscribing import (
    CONFIRMABLE,
    SubscriptionSubject,
    request_subscription,
)
from webinars.events.models import Event
from webinars.events.queries import published_event
from webinars.events.series.addresses import public_series
from webinars.events.series.family import public_family
from webinars.security import email_addresses
from webinars.web.components.email_typo_warning import (
    fields_with_suggested_address,
    passes_typo_check,
)
from webinars.web.core.current_timezone import preselected_zone
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import EMAIL_MESSAGES, CleanedBy, clean_language
from webinars.web.core.locale import language_attributes, translator
from webinars.web.core.rate_limits import limiter

blueprint = Blueprint("email_updates", __name__)

# All participants of a conference may share an IP address; e-mails to one address have limits of their own.
LIMIT = parse("60 per hour")
FREQUENCIES = [
    (Frequency.AT_ONCE.value, lazy_gettext("At once")),
    (Frequency.WEEKLY.value, lazy_gettext("Once a week, on Monday morning")),
]
INTERESTS = {
    Interest.CHANGES: lazy_gettext(
        "This event: its date, and if it is moved, postponed or cancelled"
    ),
    Interest.DATES: lazy_gettext("New dates of this event"),
}

_EMAIL_MESSAGES = {
    **EMAIL_MESSAGES,
    "required": lazy_gettext("Enter your e-mail address: we send the updates there."),
}


class EmailUpdatesForm(BaseForm):
    """Address, frequency, and where there is a choice, what the updates are about."""

    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=_EMAIL_MESSAGES)],
    )
    interest = RadioField(lazy_gettext("About"), validate_choice=False)
    branch = BooleanField(lazy_gettext("Also about all that are part of this body"))
    frequency = RadioField(
        lazy_gettext("How often"), validate_choice=False, default=Frequency.AT_ONCE.value
    )
    # The language of the page, which may be in the query only.
    lang = HiddenField(
        validators=[CleanedBy(clean_language, required=False)],
        default=lambda: translator().language,
    )
    confirmed_email = HiddenField()
    suggestion = ""


@dataclass(frozen=True)
class SubjectPage:
    """What a form is about: its name, the page that it belongs to, and the choices that it offers."""

    subject: SubscriptionSubject
    name: str
    name_attributes: Mapping[str, str]
    back_url: str
    action: str
    has_branch: bool = False
    interests: tuple[Interest, ...] = ()


@blueprint.route("/series/<slug>/email-updates", methods=["GET", "POST"])
def of_series(slug: str) -> ResponseReturnValue:
    """Ask for e-mails about new events of a body or series."""
    present_slug = public_series(db.session(), slug).slug
    if present_slug != slug:
        if request.method != "POST":
            return redirect(url_for("email_updates.of_series", slug=present_slug), 301)
        slug = present_slug  # the form was open while the series was renamed or joined
    family = public_family(db.session(), slug)
    series, t = family.series, translator()
    return _answer(
        SubjectPage(
            SubscriptionSubject(Interest.EVENTS, series_id=series.id),
            t.text(series.name),
            language_attributes(series.name, series.text_language, t),
            url_for("public.series", slug=slug),
            url_for("email_updates.of_series", slug=slug),
            has_branch=bool(family.children),
        )
    )


@blueprint.route("/events/<slug>/email-updates", methods=["GET", "POST"])
def of_event(slug: str) -> ResponseReturnValue:
    """Ask for e-mails about the date of an event, or about new dates of it."""
    event, t = published_event(db.session(), slug), translator()
    interests = interests_of(event)
    return _answer(
        SubjectPage(
            _subject_of(event, interests[0] if interests else Interest.CHANGES),
            t.text(event.title),
            language_attributes(event.title, event.text_language, t),
            url_for("public.event", slug=slug),
            url_for("email_updates.of_event", slug=slug),
            interests=interests,
        ),
        event,
    )


@blueprint.get("/email-updates/sent")
def sent() -> ResponseReturnValue:
    """Ask to check the e-mail; the same page for everyone."""
    return render_template("public/email_updates/sent.html", days=CONFIRMABLE.days)


def _answer(page: SubjectPage, event: Event | None = None) -> ResponseReturnValue:
    if request.method != "POST":
        return _form_page(page, EmailUpdatesForm(branch=page.has_branch))
    form = EmailUpdatesForm(formdata=fields_with_suggested_address())
    is_valid = form.validate_on_submit()
    if not passes_typo_check(form) or not is_valid:
        return _form_page(page, form, 422)
    if event is not None and not page.interests:
        return _form_page(page, form, 409)
    try:
        limiter.count_use(LIMIT, "email-updates", limiter.client_key())
        with transaction() as session:
            request_subscription(session, _chosen(page, form, event), **_values(form))
    except TooManyRequests as error:
        form.form_errors = [_rate_limit_text()]
        response = _form_page(page, form, 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return redirect(url_for("email_updates.sent"), 303)


def _chosen(page: SubjectPage, form: EmailUpdatesForm, event: Event | None) -> SubscriptionSubject:
    if event is None:
        return replace(page.subject, covers_branch=page.has_branch and bool(form.branch.data))
    chosen = next((one for one in page.interests if one.value == form.interest.data), None)
    return _subject_of(event, chosen) if chosen else page.subject


def _subject_of(event: Event, interest: Interest) -> SubscriptionSubject:
    if interest is Interest.DATES:
        return SubscriptionSubject(interest, date_group_id=event.date_group_id)
    return SubscriptionSubject(interest, event_id=event.id)


def _values(form: EmailUpdatesForm) -> dict[str, Any]:
    return {
        "email": form.email.data or "",
        "frequency": _frequency(form.frequency.data),
        "language": str(form.lang.data),
        "timezone": preselected_zone(),
    }


def _frequency(text: object) -> Frequency:
    """Return the chosen frequency; what no button of the form sends is as if none was chosen."""
    return Frequency.WEEKLY if text == Frequency.WEEKLY.value else Frequency.AT_ONCE


def _form_page(page: SubjectPage, form: EmailUpdatesForm, status: int = 200) -> Response:
    form.frequency.choices = FREQUENCIES
    form.interest.choices = [(one.value, INTERESTS[one]) for one in page.interests]
    if not form.interest.data and page.interests:
        form.interest.data = page.interests[0].value
    is_series = page.subject.series_id is not None
    return make_response(
        render_template(
            "public/email_updates/ask.html",
            form=form,
            page=page,
            is_series=is_series,
            is_offered=is_series or bool(page.interests),
            days=CONFIRMABLE.days,
        ),
        status,
    )


def _rate_limit_text() -> str:
    return translator()(
        "Too many requests were sent from your network. Wait a while, then send yours again."
    )

"""Ask for e-mail updates about a body, series, event or document: a page of its own, one answer to all."""

# The pages of events, series and documents stay the same for everyone: they link here. Nothing here tells
# whether an address is subscribed; what concerns one address is only e-mailed.

from collections.abc import Mapping, Sequence
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
from webinars.email_subscriptions.subjects import has_public_document, interests_of
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
from webinars.web.components.document_languages import LanguageChoice
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
    Interest.DOCUMENTS: lazy_gettext("New documents, and new versions of them"),
    Interest.EVENTS: lazy_gettext("New events, and their dates once these are set"),
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
    version_language = RadioField(lazy_gettext("Language of the document"), validate_choice=False)
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
    """What a form is about: its name, the page that it belongs to, and the subjects that it offers.

    subjects: by the value of their choice, the likeliest first; none if there are no e-mail updates about it.
    topic: "series", "event" or "document". languages: of a document, the choices with name and attributes.
    """

    topic: str
    subjects: Mapping[str, SubscriptionSubject]
    name: str
    name_attributes: Mapping[str, str]
    back_url: str
    action: str
    has_branch: bool = False
    languages: Sequence[LanguageChoice] = ()


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
    has_documents = has_public_document(db.session())
    interests = (Interest.EVENTS, Interest.DOCUMENTS) if has_documents else (Interest.EVENTS,)
    return answer(
        SubjectPage(
            "series",
            {one.value: SubscriptionSubject(one, series_id=series.id) for one in interests},
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
    if has_public_document(db.session(), event):
        interests += (Interest.DOCUMENTS,)
    return answer(
        SubjectPage(
            "event",
            {one.value: _subject_of(event, one) for one in interests},
            t.text(event.title),
            language_attributes(event.title, event.text_language, t),
            url_for("public.event", slug=slug),
            url_for("email_updates.of_event", slug=slug),
        )
    )


@blueprint.get("/email-updates/sent")
def sent() -> ResponseReturnValue:
    """Ask to check the e-mail; the same page for everyone."""
    return render_template("public/email_updates/sent.html", days=CONFIRMABLE.days)


def answer(page: SubjectPage) -> ResponseReturnValue:
    """Show the form of a subject, or store the request and answer alike for every address."""
    if request.method != "POST":
        return _form_page(page, EmailUpdatesForm(branch=page.has_branch))
    form = EmailUpdatesForm(formdata=fields_with_suggested_address())
    is_valid = form.validate_on_submit()
    if not passes_typo_check(form) or not is_valid:
        return _form_page(page, form, 422)
    if not page.subjects:
        return _form_page(page, form, 409)
    if page.languages and request.form.get("version_language", "") not in page.subjects:
        # Another one in its place would be asked for unseen.
        form.form_errors = [
            translator()(
                "The document is out in this language by now. Choose what else you wait for."
            )
        ]
        return _form_page(page, form, 422)
    try:
        limiter.count_use(LIMIT, "email-updates", limiter.client_key())
        with transaction() as session:
            request_subscription(session, _chosen(page, form), **_values(form))
    except TooManyRequests as error:
        form.form_errors = [_rate_limit_text()]
        response = _form_page(page, form, 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return redirect(url_for("email_updates.sent"), 303)


def _chosen(page: SubjectPage, form: EmailUpdatesForm) -> SubscriptionSubject:
    """Return the chosen subject; an interest that no button of the form sends is as if none was chosen."""
    value = form.version_language.data if page.languages else form.interest.data
    chosen = page.subjects.get(str(value)) or next(iter(page.subjects.values()))
    return replace(chosen, covers_branch=page.has_branch and bool(form.branch.data))


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
    offered = [] if page.languages else [Interest(value) for value in page.subjects]
    form.interest.choices = [(one.value, INTERESTS[one]) for one in offered]
    form.version_language.choices = [(one.tag, one.name) for one in page.languages]
    chosen = form.version_language if page.languages else form.interest
    if page.subjects and chosen.data not in page.subjects:
        wanted = request.args.get("about", "")
        chosen.data = wanted if wanted in page.subjects else next(iter(page.subjects))
    return make_response(
        render_template(
            "public/email_updates/ask.html",
            form=form,
            page=page,
            days=CONFIRMABLE.days,
        ),
        status,
    )


def _rate_limit_text() -> str:
    return translator()(
        "Too many requests were sent from your network. Wait a while, then send yours again."
    )

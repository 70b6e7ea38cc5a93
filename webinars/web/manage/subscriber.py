"""The page of a subscriber, by the mailed link: confirm, change, unsubscribe, download, erase."""

# Mail scanners follow links, so a GET only asks and a POST changes. What ends a subscription by one click is
# a link of its own, which mailbox providers get (web/manage/unsubscribe.py).

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from webinars.database import db
from webinars.email_subscriptions import own_subscriptions
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
)
from webinars.email_subscriptions.queries import (
    date_of_group,
    has_subscriber,
    subscriber_of_link,
    title_of,
)
from webinars.email_subscriptions.queries import own_subscriptions as subscriptions_of
from webinars.email_subscriptions.subscribing import confirm_subscription
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.web.components.document_text import language_name, language_tag_attributes
from webinars.web.core.current_site import site
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import LANGUAGE_NAMES, language_attributes, translator
from webinars.web.core.security.private_links import link_transaction, presented_capability

blueprint = Blueprint("subscriber", __name__)
end_subscription = Blueprint("end_subscription", __name__)

_ABOUT = {
    Interest.EVENTS: lazy_gettext("New events"),
    Interest.CHANGES: lazy_gettext("Date and changes"),
    Interest.DATES: lazy_gettext("New dates"),
    Interest.DOCUMENTS: lazy_gettext("New documents"),
}


@dataclass(frozen=True)
class ShownSubscription:
    """One subscription on the page; url is empty for what is not public at the moment.

    language: of the versions of a document, in its own name, empty for all and for other subjects.
    """

    id: int
    name: str
    name_attributes: Mapping[str, str]
    url: str
    about: str
    language: str
    language_attributes: Mapping[str, str]
    covers_branch: bool
    frequency: str
    is_confirmed: bool


@blueprint.get("/email-updates/<token>")
def show(token: str) -> ResponseReturnValue:
    """List the subscriptions of an address."""
    return _page(token)


@blueprint.post("/email-updates/<token>/changes")
def change(token: str) -> ResponseReturnValue:
    """Change or end a subscription, as the button that was pressed says."""
    action, _, value = request.form.get("do", "").partition(" ")
    with link_transaction() as session:
        if not _change(session, presented_capability().subject_id, action, value):
            abort(400)
        is_left = has_subscriber(session, presented_capability().subject_id)
    if not is_left:
        return redirect(url_for("subscriber.ended"), 303)
    return redirect(url_for("subscriber.show", token=token, done=action), 303)


def _change(session: Session, subscriber_id: int, action: str, value: str) -> bool:
    zone = site().timezone
    match action:
        case "at-once" | "weekly":
            own_subscriptions.change_frequency(
                session, subscriber_id, _number(value), Frequency(action), default_timezone=zone
            )
        case "end":
            own_subscriptions.end_subscription(
                session, subscriber_id, _number(value), default_timezone=zone
            )
        case "language" if request.form.get("language") in site().languages:
            own_subscriptions.change_language(session, subscriber_id, request.form["language"])
        case "resume":
            own_subscriptions.resume(session, subscriber_id)
        case _:
            return False
    return True


def _number(text: str) -> int:
    """Return the id in the value of a button.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits every database
        raise NotFoundError("no-such-subscription")
    return int(text)


@blueprint.route(
    "/email-updates/<token>/confirmations/<int(max=2147483647):subscription_id>",
    methods=["GET", "POST"],
)
def confirmation(token: str, subscription_id: int) -> ResponseReturnValue:
    """Ask whether somebody wants e-mail updates, and confirm it."""
    subscriber_id = presented_capability().subject_id
    if request.method == "POST":
        with link_transaction() as session:
            confirm_subscription(
                session, subscriber_id, subscription_id, default_timezone=site().timezone
            )
        return redirect(url_for("subscriber.show", token=token, done="confirmed"), 303)
    row = _own_row(subscriber_id, subscription_id)
    if row.confirmed_at is not None:
        return redirect(url_for("subscriber.show", token=token), 303)
    return render_template(
        "manage/subscriber/confirmation.html",
        token=token,
        email=row_email(subscriber_id),
        item=_shown(row, translator()),
        form=EmptyForm(),
    )


def row_email(subscriber_id: int) -> str:
    """Return the address of a subscriber as it was entered."""
    return subscriber_of_link(db.session(), subscriber_id).email


@blueprint.get("/email-updates/<token>/export")
def export(token: str) -> ResponseReturnValue:
    """Download all that is stored about a subscriber, as JSON."""
    del token
    subscriber = subscriber_of_link(db.session(), presented_capability().subject_id)
    data = own_subscriptions.exported(db.session(), subscriber, translator())
    text = json.dumps(data, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="email-updates.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@blueprint.route("/email-updates/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Unsubscribe from everything and delete the address, after asking for confirmation."""
    subscriber = subscriber_of_link(db.session(), presented_capability().subject_id)
    if request.method == "POST":
        address = subscriber.address
        with link_transaction() as session:
            own_subscriptions.erase_subscriber(session, address)
        return redirect(url_for("subscriber.ended"), 303)
    return render_template(
        "manage/subscriber/erasure.html", token=token, email=subscriber.email, form=EmptyForm()
    )


@blueprint.get("/email-updates/ended")
def ended() -> ResponseReturnValue:
    """Confirm that nothing is stored any more; the same page for everyone."""
    return render_template("manage/subscriber/ended.html")


@end_subscription.route(
    "/stop-email-updates/<token>/<int(max=2147483647):subscription_id>", methods=["GET", "POST"]
)
def page(token: str, subscription_id: int) -> ResponseReturnValue:
    """Ask before ending one subscription; a POST ends it, at one click (RFC 8058).

    Providers repeat the POST, and the link goes with the last subscription: what is ended is said to be so.
    """
    if request.method != "POST":
        return _end_page(token, _own(presented_capability().subject_id, subscription_id))
    shown = None
    with suppress(NotFoundError):
        subscriber_id = presented_capability().subject_id
        shown = _own(subscriber_id, subscription_id)
        with link_transaction() as session:
            own_subscriptions.end_subscription(
                session, subscriber_id, subscription_id, default_timezone=site().timezone
            )
    return _end_page(token, shown)


@end_subscription.route("/stop-email-updates/<token>/weekly", methods=["GET", "POST"])
def weekly(token: str) -> ResponseReturnValue:
    """Ask before ending the weekly e-mail; a POST ends it, at one click (RFC 8058), as often as it comes."""
    if request.method != "POST":
        presented_capability()
    else:
        with suppress(NotFoundError), link_transaction() as session:
            own_subscriptions.end_weekly_subscriptions(
                session, presented_capability().subject_id, default_timezone=site().timezone
            )
    return _end_page(token, None, about="weekly")


@end_subscription.route("/stop-email-updates/<token>/documents", methods=["GET", "POST"])
def documents(token: str) -> ResponseReturnValue:
    """Ask before ending all e-mails about documents; a POST ends them, at one click (RFC 8058)."""
    if request.method != "POST":
        presented_capability()
    else:
        with suppress(NotFoundError), link_transaction() as session:
            own_subscriptions.end_document_subscriptions(
                session, presented_capability().subject_id, default_timezone=site().timezone
            )
    return _end_page(token, None, about="documents")


def _end_page(token: str, shown: ShownSubscription | None, *, about: str = "") -> str:
    return render_template(
        "manage/subscriber/end.html",
        token=token,
        item=shown,
        is_ended=request.method == "POST",
        about=about,
    )


def _page(token: str) -> str:
    session, t = db.session(), translator()
    subscriber = subscriber_of_link(session, presented_capability().subject_id)
    return render_template(
        "manage/subscriber/show.html",
        token=token,
        subscriber=subscriber,
        items=[_shown(row, t) for row in subscriptions_of(session, subscriber.id)],
        languages_offered=[(tag, LANGUAGE_NAMES[tag]) for tag in site().languages],
        done=request.args.get("done", ""),
        form=EmptyForm(),
    )


def _own(subscriber_id: int, subscription_id: int) -> ShownSubscription:
    return _shown(_own_row(subscriber_id, subscription_id), translator())


def _own_row(subscriber_id: int, subscription_id: int) -> EmailSubscription:
    """Return a subscription of a subscriber.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    rows = subscriptions_of(db.session(), subscriber_id)
    row = next((one for one in rows if one.id == subscription_id), None)
    if row is None:
        raise NotFoundError("no-such-subscription")
    return row


def _shown(row: EmailSubscription, t: Translator) -> ShownSubscription:
    session = db.session()
    event = row.event or _date(session, row)
    name = title_of(session, row, t)
    text, language = _title(row, event)
    return ShownSubscription(
        row.id,
        name or t("Not public at the moment"),
        language_attributes(text, language, t) if name else {},
        _url(row, event) if name else "",
        t("Versions of the document") if row.document_id else str(_ABOUT[row.interest]),
        language_name(row.language, t) if row.language else "",
        language_tag_attributes(row.language),
        row.covers_branch,
        row.frequency.value,
        row.confirmed_at is not None,
    )


def _title(row: EmailSubscription, event: Event | None) -> tuple[str, str]:
    """Return the text that names what a subscription is to, and the language in which it was written."""
    if row.document is not None:
        return row.document.title, row.document.text_language
    if row.series is not None:
        return row.series.name, row.series.text_language
    return (event.title, event.text_language) if event else ("", "")


def _date(session: Session, row: EmailSubscription) -> Event | None:
    return date_of_group(session, row.date_group_id) if row.date_group_id else None


def _url(row: EmailSubscription, event: Event | None) -> str:
    if row.document is not None:
        return url_for("documents.show", symbol=row.document.address)
    if row.series is not None:
        return url_for("public.series", slug=row.series.slug)
    return url_for("public.event", slug=event.slug) if event else ""

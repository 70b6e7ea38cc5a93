"""The registrant's manage page, by the mailed link: view, change, cancel, register again, export, erase.

Mail scanners follow links, so a GET only asks and a POST changes.
"""

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.rules import Purpose
from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError
from webinars.events.calendar_cache import calendar_event, page_url
from webinars.events.rules import TAKES_NAMES, Format, standing
from webinars.i18n import Translator
from webinars.ical import feed
from webinars.ical.vevent import CalendarEvent
from webinars.registrations import access, actions, queries
from webinars.registrations.answers import may_answer, required_questions, unanswered
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.registrations.personal_calendar import calendar_of
from webinars.replies.queries import replies_of
from webinars.scheduling.queries import invitations_of
from webinars.timezones import clock, formatting, zones
from webinars.web.components.event_time import moment
from webinars.web.components.location import location_text
from webinars.web.components.status import panel
from webinars.web.core.errors import sentence
from webinars.web.core.forms import PlainForm, RegistrationForm
from webinars.web.core.locale import (
    NAMES,
    local_time_text,
    site,
    translator,
    zone_or_event_zone,
    zone_to_offer,
)
from webinars.web.core.private_links import link_transaction, presented, token_of
from webinars.web.manage import status
from webinars.web.manage.export import exported_answers, exported_comments
from webinars.web.manage.join_status import door

blueprint = Blueprint("manage", __name__)

_DONE = frozenset({"details", "address", "answers", "place", "proof"})


@blueprint.get("/registrations/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show somebody their own registration."""
    place = mine()
    return page("manage/show.html", place, token, form=PlainForm(), **_room(place))


@blueprint.get("/registrations/<token>.ics")
def calendar_file(token: str) -> ResponseReturnValue:
    """Give the event as a calendar file: the same entry as the invitation, without METHOD or people."""
    place = mine()
    t = translator()
    body = feed.file(_entry(place, t))
    return _file(body, "text/calendar; charset=utf-8", f"{place.event.slug}.ics")


@blueprint.get("/registrations/<token>/data.json")
def data(token: str) -> ResponseReturnValue:
    """Give somebody all that is kept about them, to read and to take along."""
    place = mine()
    body = json.dumps(_kept(place), ensure_ascii=False, indent=2).encode()
    return _file(body, "application/json", "registration.json")


@blueprint.route("/registrations/<token>/details", methods=["GET", "POST"])
def details(token: str) -> ResponseReturnValue:
    """Change what somebody said about themselves; a new address is proved by mail first."""
    place = mine()
    if request.method != "POST":
        return _details_page(place, token, RegistrationForm(data=_said(place)))
    form = RegistrationForm()
    if not form.validate_on_submit():
        return _details_page(place, token, form), 422
    place_id, said = place.id, form.said
    try:
        with link_transaction() as session:
            actions.change_details(session, place_id, **said)
    except (InvalidInputError, ConflictError) as error:
        form.email.errors = [sentence(error)]
        return _details_page(mine(), token, form), 422
    return redirect(url_for("manage.show", token=token, done="details"), 303)


@blueprint.route("/registrations/<token>/cancellation", methods=["GET", "POST"])
def cancellation(token: str) -> ResponseReturnValue:
    """Ask whether somebody gives their place back, and do it."""
    place = mine()
    if request.method != "POST":
        if place.status not in ACTIVE or status.is_over(place.event):
            return redirect(url_for("manage.show", token=token), 303)
        return page("manage/cancellation.html", place, token, form=PlainForm())
    place_id = place.id
    try:
        with link_transaction() as session:
            actions.cancel(session, place_id)
    except ConflictError as error:
        if error.code not in {"given-back-before", "event-over"}:
            raise
        # Pressed twice, or too late: the page says how it stands.
    return redirect(url_for("manage.show", token=token), 303)


@blueprint.post("/registrations/<token>/places")
def register_again(token: str) -> ResponseReturnValue:
    """Register again after giving the place back."""
    place = mine()
    place_id, slug = place.id, place.event.slug
    try:
        with link_transaction() as session:
            is_mine = actions.register_again(session, place_id).id == place_id
    except (ConflictError, NotAllowedError):
        # It closed, or is for others, since the page was shown; the page now says so.
        is_mine = True
    if not is_mine:
        # The address has registered anew by the form; that registration's link goes by mail alone.
        return redirect(url_for("registration.received", slug=slug), 303)
    return redirect(url_for("manage.show", token=token), 303)


@blueprint.route("/registrations/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Ask whether somebody wants to be forgotten, and do it."""
    place = mine()
    if request.method != "POST":
        return page("manage/erasure.html", place, token, form=PlainForm())
    place_id = place.id
    with link_transaction() as session:
        actions.erase(session, place_id)
    return redirect(url_for("manage.erased"), 303)


@blueprint.route("/registrations/<token>/links", methods=["GET", "POST"])
def replace_links(token: str) -> ResponseReturnValue:
    """Ask whether somebody else has the link, and replace it: the new one goes by e-mail alone."""
    place = mine()
    if request.method != "POST":
        return page("manage/replace_links.html", place, token, form=PlainForm())
    with link_transaction() as session:
        actions.replace_links(session, presented().subject_id)
    return redirect(url_for("manage.links_replaced"), 303)


@blueprint.get("/registrations/links-replaced")
def links_replaced() -> ResponseReturnValue:
    """Say where the new link is; whoever pressed the button may not be the person."""
    return render_template("manage/links_replaced.html")


@blueprint.get("/registrations/erased")
def erased() -> ResponseReturnValue:
    """Say that somebody is forgotten."""
    return render_template("manage/erased.html")


@blueprint.route("/registrations/<token>/address", methods=["GET", "POST"])
def address(token: str) -> ResponseReturnValue:
    """Ask the reader of a new address whether it shall be used, and take it."""
    link = presented()
    place = queries.registration_to_verify(db.session(), link.subject_id, link.holder)
    if request.method != "POST":
        return page("manage/address.html", place, token, form=PlainForm())
    with link_transaction() as session:
        actions.confirm_email(session, link.subject_id, link.holder)
    # Whoever reads the new mailbox is sent this link too: it is the registrant's from now on.
    fresh = token_of(Purpose.MANAGE, link.subject_id)
    return redirect(url_for("manage.show", token=fresh, done="address"), 303)


def mine() -> Registration:
    """Return the registration whose private link was presented.

    Raises:
        NotFoundError: "no-such-registration".
    """
    return queries.registration_of_link(db.session(), presented().subject_id)


def page(template: str, place: Registration, token: str, **more: Any) -> str:
    """Return a page about somebody's registration."""
    t, event = translator(), place.event
    how = place.takes_part_in(event)
    return render_template(
        template,
        me=place,
        event=event,
        token=token,
        moment=moment(event, *zone_or_event_zone(place.zone, event.zone), t, how),
        where=location_text(event, t, how),
        takes_part=how,
        stands=status.badge(place, t),
        leaving=status.leaving(place, t),
        is_active=place.status in ACTIVE,
        **more,
    )


def _room(place: Registration) -> dict[str, Any]:
    t, event, now = translator(), place.event, clock.now()
    how = standing(event.terms, queries.places_held(db.session(), event.id), now)
    done, stands = request.args.get("done", ""), door(place, event, now, t)
    # What was asked for may have come to nothing: only what is so is told.
    holds = place.status is Status.CONFIRMED or done not in {"place", "proof"}
    asks_policy = place.status is Status.CANCELLED and how in TAKES_NAMES
    is_for_others = asks_policy and not access.may_return(db.session(), event, place)
    answers_open = event.has_questions and may_answer(place, event, now)
    return {
        "door": stands,
        "step": status.step(db.session(), place, stands, t),
        "proof": status.proof(place, stands, t),
        "join_url": _join_url(place),
        "how": panel(how, t),
        "may_again": how in TAKES_NAMES and not is_for_others,
        "is_for_others": is_for_others,
        "zone": formatting.zone_name(place.zone, t) if place.zone else "",
        "language_name": NAMES.get(place.language, place.language),
        "since": local_time_text(place.created_at, *zone_or_event_zone(place.zone, event.zone), t),
        "done": done if done in _DONE and holds else "",
        "answers_open": answers_open,
        "missing": unanswered(db.session(), place, required_questions(db.session(), event))
        if answers_open
        else [],
    }


def _entry(place: Registration, t: Translator) -> CalendarEvent:
    """Return the event as a file tells somebody of it: files are passed on, so there is no way in."""
    told = calendar_event(place.event, t, site())
    online = place.takes_part_in(place.event) is Format.ONLINE
    return replace(told, location=t("Online")) if online else told


def _join_url(place: Registration) -> str:
    return url_for("join.page", token=token_of(Purpose.JOIN, place.id))


def _said(place: Registration) -> dict[str, str]:
    return {
        "name": place.name,
        "email": place.new_email or place.email,
        "affiliation": place.affiliation,
        "zone": place.zone or zone_to_offer(),
        "lang": place.language,
    }


def _details_page(place: Registration, token: str, form: RegistrationForm) -> str:
    return page("manage/details.html", place, token, form=form.offer(place.event.starts_at))


def _kept(place: Registration) -> dict[str, Any]:
    event = place.event
    instants = ("created_at", "status_at", "queued_at", "ends_at", "verified_at", "attended_at")
    mails = queries.emails_about(db.session(), place.id)
    own = calendar_of(db.session(), place.address)
    return {
        "registration": {
            "name": place.name,
            "email": place.email,
            "new_email": place.new_email,
            "affiliation": place.affiliation,
            "zone": place.zone,
            "language": place.language,
            "status": place.status.value,
            "kind": place.kind.name if place.kind else None,
            **{name: _iso(getattr(place, name)) for name in instants},
        },
        "event": {
            "title": event.title,
            "url": page_url(event, site()),
            "starts_at": _iso(event.starts_at),
            "ends_at": _iso(event.ends_at),
            "zone": zones.canonical(event.zone),
        },
        "mails": [
            {
                "about": each.topic,
                "to": each.recipient,
                "state": each.state.value,
                "posted_at": _iso(each.created_at),
                "sent_at": _iso(each.sent_at),
            }
            for each in mails
        ],
        "calendar": [
            {
                "method": each.method.value,
                "sequence": each.sequence,
                "address": each.address,
                "created_at": _iso(each.created_at),
            }
            for each in invitations_of(db.session(), place.id)
        ],
        "replies": [
            {
                "said": each.said.value,
                "counts_as": each.verdict.value,
                "sequence": each.sequence,
                "dtstamp": _iso(each.dtstamp),
                "received_at": _iso(each.received_at),
                "comment": each.comment,
                "proposed_start": _iso(each.proposed_start),
                "proposed_end": _iso(each.proposed_end),
            }
            for each in replies_of(db.session(), place.id)
        ],
        "own_calendar": {"created_at": _iso(own and own.created_at)},
        **exported_answers(db.session(), place),
        **exported_comments(db.session(), event.id, place.address),
    }


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant else None


def _file(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

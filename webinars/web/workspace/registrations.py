"""Who comes to an event: a table by pages, a file for spreadsheets, and what can be done about one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.database import db, transaction
from webinars.events.models import Event, EventState
from webinars.events.queries import organised_event
from webinars.registration import listing, organising
from webinars.registration.listing import Person, Wanted
from webinars.registration.models import ACTIVE, Status
from webinars.safety import csv
from webinars.safety.text import clean_line
from webinars.timekeeping import clock, lines, zones
from webinars.web.forms import PlainForm
from webinars.web.language import NAMES, wording
from webinars.web.standing import Badge
from webinars.web.when import cities_of
from webinars.web.workspace import columns, mailed
from webinars.web.workspace.events import MOST_ID, workspace
from webinars.web.workspace.places import places
from webinars.wording import Wording, mark

EVENT = f"/events/<int(max={MOST_ID}):event_id>"
_ONE = f"{EVENT}/registrations/<int(max={MOST_ID}):registration_id>"
_LONGEST_SEARCH = 100

STANDS = {
    Status.CONFIRMED: Badge("sure", "check", mark("Has a place")),
    Status.WAITING: Badge("wait", "clock", mark("Waiting")),
    Status.CANCELLED: Badge("closed", "give", mark("Given back")),
}


@dataclass(frozen=True)
class Row:
    """One person of the table; the addresses are empty where the thing cannot be done."""

    name: str
    email: str
    affiliation: str
    zone: str
    badge: Badge
    since: str
    came_in: str
    mail: Badge
    reason: str
    answers_url: str
    again_url: str
    cancel_url: str


@workspace.get(f"{EVENT}/registrations")
def registrations(event_id: int) -> str:
    """Show who comes, page by page: all, or those who are looked for."""
    event, zone, w = mine(event_id), current_user.organiser.zone, wording()
    wanted = _wanted()
    counts = listing.counts(db.session(), event_id)
    page = listing.people(db.session(), event_id, wanted)
    said: dict[str, Any] = {"q": wanted.q or None, "state": wanted.status and wanted.status.value}
    here = url_for("workspace.registrations", event_id=event_id)
    return render_template(
        "workspace/registrations.html",
        event=event,
        counts=counts,
        places=places(event.capacity, counts.confirmed, w),
        rows=[_row(event, person, zone, w) for person in page.rows],
        wanted=wanted,
        narrows=bool(wanted.q or wanted.status),
        states=[(status.value, w(found.word)) for status, found in STANDS.items()],
        city=lines.zone_name(zone, w),
        here=here,
        first_url=url_for("workspace.registrations", event_id=event_id, **said),
        next_url=page.after
        and url_for("workspace.registrations", event_id=event_id, after=page.after, **said),
        done=request.args.get("done", ""),
    )


@workspace.get(f"{EVENT}/registrations.csv")
def registrations_csv(event_id: int) -> Response:
    """Give everybody as a table for spreadsheets, sent while it is read."""
    event, w = mine(event_id), wording()
    rows = _table(event_id, current_user.organiser.zone, w)
    answer = Response(stream_with_context(csv.lines(rows)), mimetype=csv.MIMETYPE)
    name = f"{event.slug}-registrations.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@workspace.post(f"{_ONE}/messages")
def registration_again(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Mail somebody their invitation, or turn, once more."""
    mine(event_id)
    with transaction() as session:
        organising.send_again(session, event_id=event_id, registration_id=registration_id)
    return _back(event_id, "again")


@workspace.route(f"{_ONE}/cancellation", methods=["GET", "POST"])
def registration_cancellation(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask whether somebody's place is given back for them, and do it."""
    event, w = mine(event_id), wording()
    person = listing.registration_of_event(db.session(), event_id, registration_id)
    if request.method == "POST":
        with transaction() as session:
            organising.take_back(session, event_id=event_id, registration_id=registration_id)
        return _back(event_id, "taken-back")
    if person.status not in ACTIVE:
        return _back(event_id, "")
    return render_template(
        "workspace/take_back.html",
        event=event,
        when=lines.when_text(event.when, event.span, cities_of(event), w),
        person=person,
        is_waiting=person.status is Status.WAITING,
        form=PlainForm(),
    )


def mine(event_id: int) -> Event:
    """Return an event of the organiser who is signed in, any to an administrator."""
    return organised_event(db.session(), current_user.organiser, event_id)


def _wanted() -> Wanted:
    state = request.args.get("state", "")
    if state and state not in set(Status):
        abort(404)
    q = clean_line(request.args.get("q", ""), longest=_LONGEST_SEARCH)
    return Wanted(q, Status(state) if state else None, request.args.get("after", ""))


def _row(event: Event, person: Person, zone: str, w: Wording) -> Row:
    stands = STANDS[person.status]
    is_live = event.state is EventState.PUBLISHED and event.ends_at > clock.now()
    may = person.status in ACTIVE and is_live
    where: dict[str, Any] = {"event_id": event.id, "registration_id": person.id}
    return Row(
        name=person.name,
        email=person.email,
        affiliation=person.affiliation,
        zone=lines.zone_name(person.zone, w),
        badge=Badge(stands.kind, stands.sign, w(stands.word)),
        since=mailed.instant_text(person.status_at, zone, w),
        came_in=mailed.instant_text(person.attended_at, zone, w) if person.attended_at else "",
        mail=mailed.state_badge(person.mail_state, person.mail_reason, w),
        reason=mailed.reason_of(person.mail_state, person.mail_reason),
        answers_url=url_for("workspace.registration_answers", **where)
        if event.has_questions
        else "",
        again_url=url_for("workspace.registration_again", **where) if may else "",
        cancel_url=url_for("workspace.registration_cancellation", **where) if may else "",
    )


def _table(event_id: int, zone: str, w: Wording) -> Iterator[Sequence[str]]:
    city, asked = lines.zone_name(zone, w), columns.asked(event_id)
    yield (
        w("Name"),
        w("E-mail"),
        w("Organisation"),
        w("State"),
        w("Registered (time in %(city)s)", city=city),
        w("State since (time in %(city)s)", city=city),
        w("Came in (time in %(city)s)", city=city),
        w("Last mail"),
        w("Time zone"),
        w("Language"),
        *(each.label for each in asked),
    )
    people = listing.everybody(db.session(), event_id)
    for person, answers in columns.with_answers(people, asked, w):
        instants = (person.created_at, person.status_at, person.attended_at)
        local = [zones.to_local(each, zone) if each else None for each in instants]
        yield (
            person.name,
            person.email,
            person.affiliation,
            w(STANDS[person.status].word),
            # As spreadsheets of every language read a date.
            *(f"{each:%Y-%m-%d %H:%M}" if each else "" for each in local),
            mailed.state_badge(person.mail_state, person.mail_reason, w).word,
            person.zone,
            NAMES.get(person.language, person.language),
            *answers,
        )


def _back(event_id: int, done: str) -> ResponseReturnValue:
    where = url_for("workspace.registrations", event_id=event_id, done=done or None)
    return redirect(where, 303)

"""Add participants to a poll by a pasted list, after checking it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.access.pasted_recipients import parse_recipients
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event
from webinars.polls import participants, queries
from webinars.polls.models import Poll
from webinars.polls.poll_rules import MOST_PARTICIPANTS, MOST_WITH_HOLDS
from webinars.security import email_typos
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.organiser.access.recipient_list import CheckedLine, PeopleForm, RecipientList
from webinars.web.organiser.polls.views import POLL_PATH
from webinars.web.organiser.routing import URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_poll_people", __name__, url_prefix=URL_PREFIX)


@blueprint.route(f"{POLL_PATH}/participants", methods=["GET", "POST"])
def add(event_id: int, poll_id: int) -> ResponseReturnValue:
    """Check a pasted list of participants, and e-mail each a personal link."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    if request.method != "POST":
        return _page(event, poll, PeopleForm())
    form = PeopleForm()
    if not form.validate():
        return _page(event, poll, form), 422
    recipients = _check(poll_id, form.text.data or "")
    if address := request.form.get("mend"):
        form.text.data = recipients.corrected(form.text.data or "", address)
        return _page(event, poll, form, _check(poll_id, form.text.data))
    if request.form.get("do") != "invite":
        return _page(event, poll, form, recipients)
    # If the lines differ from those that were shown, show them first.
    is_seen = len(recipients.invalid) == request.form.get("seen", type=int)
    if not recipients.people or recipients.is_too_long or not is_seen:
        return _page(event, poll, form, recipients), 422
    try:
        with transaction() as session:
            result = participants.add_participants(
                session,
                event_id,
                poll_id,
                people=recipients.invitees,
                language=str(form.lang.data),
            )
    except (ConflictError, InvalidInputError) as error:
        form.text.errors = [error_sentence(error)]
        event = get_own_event(event_id)
        poll = queries.poll_of_event(db.session(), event_id, poll_id)
        return _page(event, poll, form, recipients), http_status_of(error)
    url = url_for(
        "organiser_polls.show", event_id=event_id, poll_id=poll_id, done="invited", n=result.added
    )
    return redirect(url, 303)


def _check(poll_id: int, text: str) -> RecipientList:
    """Parse a pasted list, and look up who of it takes part already."""
    lines = parse_recipients(text)
    addresses = [line.address for line in lines if line.address]
    known = queries.participants_by_address(db.session(), poll_id, addresses)
    active = {address for address, row in known.items() if row.removed_at is None}
    return RecipientList(
        [
            CheckedLine(
                line,
                "invited" if line.address in active else "",
                error_sentence(line.wrong) if line.wrong else "",
                ""
                if line.wrong or line.address in active
                else email_typos.suggest_address(line.email),
            )
            for line in lines
        ]
    )


def _page(
    event: Event, poll: Poll, form: PeopleForm, recipients: RecipientList | None = None
) -> str:
    return render_template(
        "organiser/polls/people.html",
        event=event,
        poll=poll,
        form=form.set_choices(()),
        recipients=recipients,
        most=MOST_WITH_HOLDS if poll.sends_holds else MOST_PARTICIPANTS,
    )

"""Polls of an organiser: the list, and one poll with its options, votes and participants."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webinars.capabilities.link_purposes import Purpose
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.pagination import MAX_ID
from webinars.polls import editing, participants, queries
from webinars.polls.editing import PollSettings
from webinars.polls.models import Poll
from webinars.polls.poll_rules import LEAST_OPTIONS, MOST_OPTIONS, UNDECIDED, PollState
from webinars.timezones import clock, formatting
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.core.security.private_links import token_of
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.polls.form import SettingsForm, last_day
from webinars.web.organiser.polls.results import (
    option_results,
    option_text,
    participant_votes,
    state_badge,
)
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_polls", __name__, url_prefix=URL_PREFIX)

POLL_PATH = f"{EVENT_PATH}/polls/<int(max={MAX_ID}):poll_id>"
_OPTION_PATH = f"{POLL_PATH}/options/<int(max={MAX_ID}):option_id>"
_PARTICIPANT_PATH = f"{POLL_PATH}/participants/<int(max={MAX_ID}):participant_id>"
PAGE_LENGTH = 100


@blueprint.get("/polls")
def list() -> str:  # noqa: A001 - the view of the page, as in other lists
    """List the polls of the events that the account edits."""
    t = translator()
    rows = [
        (poll, event, state_badge(poll.state, t), _closes(poll, t))
        for poll, event in queries.organised_polls(db.session(), current_user.organiser)
    ]
    return render_template("organiser/polls/list.html", rows=rows)


@blueprint.get(f"{EVENT_PATH}/polls")
def of_event(event_id: int) -> ResponseReturnValue:
    """Show the poll of an event: the newest, or the form of a new one."""
    get_own_event(event_id)
    polls = queries.polls_of_event(db.session(), event_id)
    if not polls:
        return redirect(url_for("organiser_new_poll.of_event", event_id=event_id), 303)
    return redirect(url_for("organiser_polls.show", event_id=event_id, poll_id=polls[0].id), 303)


@blueprint.get(POLL_PATH)
def show(event_id: int, poll_id: int) -> str:
    """Show the options, votes and participants of a poll."""
    event = get_own_event(event_id)
    session, t = db.session(), translator()
    poll = queries.poll_of_event(session, event_id, poll_id)
    options = queries.options_of(session, poll_id)
    people = queries.participants_page(
        session, poll_id, request.args.get("after", 0, type=int), PAGE_LENGTH
    )
    answered, count = queries.count_answered(session, poll_id)
    shown = people[:PAGE_LENGTH]
    votes = queries.votes_of_participants(session, [one.id for one in shown])
    return render_template(
        "organiser/polls/show.html",
        event=event,
        poll=poll,
        badge=state_badge(poll.state, t),
        options=option_results(
            options, queries.counts_by_option(session, poll_id), event, poll.chosen_option_id, t
        ),
        people=participant_votes(shown, votes, options, t),
        next_after=shown[-1].id if len(people) > PAGE_LENGTH else None,
        is_first="after" not in request.args,
        answered=answered,
        count=count,
        unconfirmed=queries.count_unconfirmed(session, poll_id),
        closes=_closes(poll, t),
        is_open=poll.state is PollState.OPEN and poll.closes_at > clock.now(),
        is_undecided=poll.state in UNDECIDED,
        can_add=len(options) < MOST_OPTIONS,
        can_remove=len(options) > LEAST_OPTIONS,
        link=_open_link(poll),
        polls=[
            (other, state_badge(other.state, t), _closes(other, t))
            for other in queries.polls_of_event(session, event_id)
            if other.id != poll_id
        ],
        form=EmptyForm(),
        done=_done(),
    )


@blueprint.route(f"{POLL_PATH}/settings", methods=["GET", "POST"])
def settings(event_id: int, poll_id: int) -> ResponseReturnValue:
    """Change the deadline of a poll, who sees the votes, holds, and the open link."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    zone = event.timezone
    if request.method != "POST":
        data = {
            "closes_on": last_day(poll.closes_at, zone),
            "results_shown": poll.results_shown,
            "sends_holds": poll.sends_holds,
            "has_open_link": poll.has_open_link,
        }
        form = SettingsForm(formdata=None, data=data)
        return render_template("organiser/polls/settings.html", event=event, poll=poll, form=form)
    form = SettingsForm()
    is_valid = form.validate()
    closes_at = form.closes_at(zone)
    if closes_at is not None and last_day(poll.closes_at, zone) == form.closes_on.data:
        closes_at = poll.closes_at
    status = 422
    if is_valid and closes_at is not None and not form.errors:
        try:
            with transaction() as session:
                editing.change_settings(
                    session,
                    event_id,
                    poll_id,
                    settings=PollSettings(
                        closes_at,
                        form.results_shown.data or poll.results_shown,
                        bool(form.sends_holds.data),
                        bool(form.has_open_link.data),
                    ),
                )
            return _back(event_id, poll_id, "changed")
        except (ConflictError, InvalidInputError) as error:
            fields = {
                "deadline-past": form.closes_on,
                "deadline-too-late": form.closes_on,
                "too-many-for-holds": form.sends_holds,
                "names-after-answers": form.results_shown,
            }
            if error.code in fields:
                add_error(fields[error.code], error_sentence(error))
            else:
                form.form_errors = [error_sentence(error)]
            status = http_status_of(error)
            event = get_own_event(event_id)
            poll = queries.poll_of_event(db.session(), event_id, poll_id)
    return render_template(
        "organiser/polls/settings.html", event=event, poll=poll, form=form
    ), status


@blueprint.route(f"{_OPTION_PATH}/removal", methods=["GET", "POST"])
def remove_option(event_id: int, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Remove an option after saying how many votes are lost, and who is told."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    option = queries.option_of_poll(db.session(), poll_id, option_id)
    if request.method == "POST":
        with transaction() as session:
            editing.remove_option(session, event_id, poll_id, option_id)
        return _back(event_id, poll_id, "removed")
    counts = queries.counts_by_option(db.session(), poll_id).get(option_id)
    return render_template(
        "organiser/polls/remove_option.html",
        event=event,
        poll=poll,
        when=option_text(option, event, translator()),
        votes=sum(counts.counts.values()) if counts else 0,
        form=EmptyForm(),
    )


@blueprint.post(f"{_PARTICIPANT_PATH}/messages")
def resend(event_id: int, poll_id: int, participant_id: int) -> ResponseReturnValue:
    """Send a participant the personal link again."""
    get_own_event(event_id)
    with transaction() as session:
        participants.resend_link(session, event_id, poll_id, participant_id)
    return _back(event_id, poll_id, "sent")


@blueprint.route(f"{_PARTICIPANT_PATH}/removal", methods=["GET", "POST"])
def remove_participant(event_id: int, poll_id: int, participant_id: int) -> ResponseReturnValue:
    """Remove a participant with their votes, after asking."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    participant = queries.participant_of_poll(db.session(), poll_id, participant_id)
    if request.method == "POST":
        with transaction() as session:
            participants.remove_participant(session, event_id, poll_id, participant_id)
        return _back(event_id, poll_id, "participant-removed")
    return render_template(
        "organiser/polls/remove_participant.html",
        event=event,
        poll=poll,
        participant=participant,
        form=EmptyForm(),
    )


def _closes(poll: Poll, t: object) -> str:
    """Return the deadline of a poll in the time zone of the account."""
    return formatting.instant_text(poll.closes_at, current_user.organiser.timezone, translator())


def _open_link(poll: Poll) -> str:
    if not poll.has_open_link or poll.state is not PollState.OPEN:
        return ""
    return site().url(f"/find-a-date/{token_of(Purpose.POLL_ENTRY, poll.id)}")


def _back(event_id: int, poll_id: int, done: str) -> ResponseReturnValue:
    url = url_for("organiser_polls.show", event_id=event_id, poll_id=poll_id, done=done)
    return redirect(url, 303)


def _done() -> str:
    """Return the sentence about what was just done, "" without."""
    sentences = {
        "created": _("The poll is ready. Add its participants, or share its open link."),
        "changed": _("The settings were saved."),
        "added": _("The date was added."),
        "removed": _("The date was removed."),
        "sent": _("The link was sent again."),
        "participant-removed": _("The participant was removed."),
        "chosen": _("The date is fixed."),
        "cancelled": _("The poll was cancelled."),
    }
    number = request.args.get("n", 0, type=int)
    if request.args.get("done") == "invited":
        return ngettext(
            "%(num)s participant gets an e-mail.", "%(num)s participants get an e-mail.", number
        )
    return sentences.get(request.args.get("done", ""), "")

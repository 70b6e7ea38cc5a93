"""The page of a poll for a participant, and the open link by which people ask for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from wtforms import RadioField

from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.polls import queries
from webinars.polls.erasure import erase_participant, participant_data
from webinars.polls.holds import has_holds
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.polls.participants import check_takes_votes, confirm_address, request_link
from webinars.polls.poll_rules import COMMENT_LENGTH, PollState, ResultsShown, Vote
from webinars.polls.voting import cast_votes
from webinars.registrations.client_limits import count_client
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Span, Timed
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import cities_of
from webinars.web.components.poll_votes import VOTE_BADGES
from webinars.web.core.current_timezone import preselected_zone, reader_zone
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.forms.timezone_choices import zone_choices
from webinars.web.core.forms.validators import (
    CleanedBy,
)
from webinars.web.core.locale import translator
from webinars.web.core.rate_limits.limiter import client_of_request
from webinars.web.core.security.private_links import link_transaction, presented_capability
from webinars.web.registration.poll_forms import EntryForm, VoteForm

blueprint = Blueprint("poll", __name__)

# A page does not list thousands.
MOST_NAMES = 100


@dataclass(frozen=True)
class Others:
    """How many participants gave a vote for an option, and the names of the first if they are shown."""

    number: int = 0
    names: str = ""


NOBODY = Others()


@dataclass(frozen=True)
class ShownOption:
    """An option for a reader: local time, part of the day, the event's cities, and votes of all.

    counts: badge of each vote, how many gave it, and their names; both empty where only organisers see them.
    """

    number: int
    field: Any
    when: str
    part: str
    at_night: bool
    cities: str
    counts: Sequence[tuple[Badge, int, str]]


@blueprint.route("/polls/<token>", methods=["GET", "POST"])
def answer(token: str) -> ResponseReturnValue:
    """Show the options in the reader's time zone, and store their votes."""
    participant, poll, event = _of_link()
    options = queries.options_of(db.session(), poll.id)
    form_class = _votes_form(options)
    if request.method != "POST":
        return _page(
            token, participant, poll, event, options, _stored_form(form_class, participant)
        )
    form = form_class()
    is_valid = form.validate()
    if request.form.get("do") == "zone":
        for option in options:
            form[_name(option)].errors = []
        return _page(token, participant, poll, event, options, form)
    if _sent_ids() - {option.id for option in options}:
        form.form_errors = [error_sentence(ConflictError("options-changed"))]
        return _page(token, participant, poll, event, options, form), 409
    is_confirming = request.form.get("do") == "confirm" and not g.csrf_failed
    if not is_valid and not is_confirming:
        return _page(token, participant, poll, event, options, form), 422
    try:
        with link_transaction() as session:
            if is_confirming:
                confirm_address(session, presented_capability().subject_id)
            else:
                _cast(session, form, options)
    except (ConflictError, InvalidInputError) as error:
        participant, poll, event = _of_link()
        options = queries.options_of(db.session(), poll.id)
        again = _votes_form(options)()
        again.form_errors = [error_sentence(error)]
        return _page(token, participant, poll, event, options, again), http_status_of(error)
    done = "confirmed" if is_confirming else "saved"
    return redirect(url_for("poll.answer", token=token, done=done), 303)


@blueprint.route("/polls/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Delete a participant with their votes, after asking."""
    participant, poll, event = _of_link()
    if request.method == "POST":
        with link_transaction() as session:
            erase_participant(session, presented_capability().subject_id)
        return redirect(url_for("poll.erased"), 303)
    return render_template(
        "registration/poll_erasure.html",
        participant=participant,
        event=event,
        token=token,
        form=EmptyForm(),
        has_entries=has_holds(poll, participant),
    )


@blueprint.get("/polls/<token>/data")
def export(token: str) -> Response:
    """Download everything that is stored about a participant."""
    participant, _poll, event = _of_link()
    response = jsonify(participant_data(db.session(), participant))
    name = f"{event.slug}-answers.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/polls/erased")
def erased() -> str:
    """Confirm that the answers of a participant were deleted."""
    return render_template("registration/poll_erased.html")


@blueprint.route("/find-a-date/<token>", methods=["GET", "POST"])
def enter(token: str) -> ResponseReturnValue:
    """Ask for name and address, and e-mail a personal link; the same answer whether they have one or not."""
    capability = presented_capability()
    event_id = capability.event_id or 0
    poll = queries.poll_of_event(db.session(), event_id, capability.subject_id)
    event, form = event_by_id(db.session(), event_id), EntryForm()
    is_open, status = _is_open(poll), 200
    if request.method == "POST" and form.validate():
        try:
            with link_transaction() as session:
                # Anyone may have the link, and each address gets e-mails.
                count_client(session, event_id, client_of_request())
                request_link(
                    session,
                    event_id,
                    capability.subject_id,
                    name=str(form.name.data),
                    email=str(form.email.data),
                    language=translator().language,
                    timezone=preselected_zone(),
                )
            return redirect(url_for("poll.enter", token=token, done="sent"), 303)
        except ConflictError as error:
            form.form_errors, status = [error_sentence(error)], 409
            event = event_by_id(db.session(), event_id)
    elif request.method == "POST":
        status = 422
    return render_template(
        "registration/poll_enter.html",
        event=event,
        form=form,
        is_open=is_open,
        shows_names=poll.results_shown is ResultsShown.NAMES,
        is_sent=request.method == "GET" and request.args.get("done") == "sent",
    ), status


def _cast(session: Session, form: VoteForm, options: Sequence[PollOption]) -> None:
    cast_votes(
        session,
        presented_capability().subject_id,
        votes={option.id: Vote(form[_name(option)].data) for option in options},
        comment=str(form.comment.data or ""),
        timezone=str(form.zone.data or ""),
        without_holds=bool(form.without_holds.data),
    )


def _of_link() -> tuple[PollParticipant, Poll, Event]:
    session = db.session()
    participant = queries.participant_of_link(session, presented_capability().subject_id)
    poll = queries.poll_of_event(session, participant.event_id, participant.poll_id)
    return participant, poll, event_by_id(session, participant.event_id)


def _is_open(poll: Poll) -> bool:
    try:
        check_takes_votes(poll)
    except ConflictError:
        return False
    return True


def _name(option: PollOption) -> str:
    return f"vote_{option.id}"


def _sent_ids() -> set[int]:
    """Return the numbers of the options that the form had."""
    numbers = (name.removeprefix("vote_") for name in request.form if name.startswith("vote_"))
    return {int(number[:18]) for number in numbers if number.isascii() and number.isdecimal()}


def _votes_form(options: Sequence[PollOption]) -> type[VoteForm]:
    """Create the form class of some options."""

    class VotesForm(VoteForm):
        """Votes for the options of a poll."""

    for option in options:
        field = RadioField(
            lazy_gettext("Your answer"),
            [CleanedBy(_clean_vote, required=True)],
            validate_choice=False,
        )
        setattr(VotesForm, _name(option), field)
    return VotesForm


def _clean_vote(text: str) -> str:
    if text not in {vote.value for vote in Vote}:
        raise InvalidInputError("vote-missing")
    return text


def _stored_form(form_class: type[VoteForm], participant: PollParticipant) -> VoteForm:
    votes = queries.votes_of_participant(db.session(), participant.id)
    data: dict[str, Any] = {
        f"vote_{option_id}": vote.vote.value for option_id, vote in votes.items()
    }
    return form_class(
        formdata=None,
        data=data
        | {
            "comment": participant.comment,
            "zone": participant.timezone or preselected_zone(),
            "without_holds": participant.without_holds,
        },
    )


def _page(
    token: str,
    participant: PollParticipant,
    poll: Poll,
    event: Event,
    options: Sequence[PollOption],
    form: VoteForm,
) -> str:
    t = translator()
    zone, is_known = str(form.zone.data or ""), True
    if not zone or form.zone.errors:
        zone, is_known = reader_zone()
        zone = zone if is_known else event.timezone
    for option in options:
        votes_field: Any = form[_name(option)]
        votes_field.choices = [(vote.value, t(badge.label)) for vote, badge in VOTE_BADGES.items()]
    form.zone.choices = [
        ("", _("Time zone of the event")),
        *zone_choices(zone if is_known else "", None),
    ]
    chosen = queries.option_by_id(db.session(), poll.chosen_option_id)
    votes = _votes_of_others(poll, options)
    return render_template(
        "registration/poll.html",
        token=token,
        participant=participant,
        poll=poll,
        event=event,
        form=form,
        options=[
            _shown(number, option, event, form, zone, is_known, votes)
            for number, option in enumerate(options, 1)
        ],
        chosen=formatting.schedule_text(
            chosen.when, Span(chosen.starts_at, chosen.ends_at), cities_of(event), t
        )
        if chosen
        else "",
        is_open=_is_open(poll),
        is_chosen=poll.state is PollState.CHOSEN,
        is_cancelled=poll.state is PollState.CANCELLED,
        is_public=event.state == "published",
        closes=formatting.instant_text(poll.closes_at, zone, t),
        city=formatting.zone_name(zone, t),
        is_known=is_known,
        shows_results=poll.results_shown is not ResultsShown.ORGANISER,
        shows_names=poll.results_shown is ResultsShown.NAMES,
        is_unconfirmed=participant.confirm_by is not None,
        done=request.args.get("done") if request.method == "GET" else None,
        longest=COMMENT_LENGTH,
    )


def _votes_of_others(
    poll: Poll, options: Sequence[PollOption]
) -> Mapping[int, Mapping[Vote, Others]]:
    """Return by option how many gave each vote, and their names where participants see these."""
    if poll.results_shown is ResultsShown.ORGANISER:
        return {}
    session = db.session()
    counts = queries.counts_by_option(session, poll.id)
    names = (
        queries.names_by_vote(session, options, MOST_NAMES)
        if poll.results_shown is ResultsShown.NAMES
        else {}
    )
    return {
        option_id: {
            vote: Others(number, ", ".join(names.get(option_id, {}).get(vote, ())))
            for vote, number in counted.counts.items()
        }
        for option_id, counted in counts.items()
    }


def _shown(
    number: int,
    option: PollOption,
    event: Event,
    form: VoteForm,
    zone: str,
    is_known: bool,  # noqa: FBT001 - with zone, as reader_zone() returns both
    votes: Mapping[int, Mapping[Vote, Others]],
) -> ShownOption:
    t, when = translator(), option.when
    span = Span(option.starts_at, option.ends_at)
    if isinstance(when, Timed):
        local = to_local(option.starts_at, zone)
        text = (
            formatting.reader_local_text(local, zone, t)
            if is_known
            else formatting.schedule_text(when, span, [], t)
        )
        part, at_night = formatting.part_of_day(local, t), formatting.is_night(local)
        cities = formatting.schedule_text(when, span, cities_of(event), t)
    else:
        text, part, at_night = formatting.schedule_text(when, span, [], t), "", False
        cities = ""
    of_option = votes.get(option.id, {})
    counts = [
        (
            Badge(badge.style, badge.icon, t(badge.label)),
            of_option.get(vote, NOBODY).number,
            of_option.get(vote, NOBODY).names,
        )
        for vote, badge in VOTE_BADGES.items()
    ]
    return ShownOption(
        number,
        form[_name(option)],
        text,
        part,
        at_night,
        "" if cities == text else cities,
        counts,
    )

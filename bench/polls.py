"""A poll of thousands of participants: asked, shown, answered, and its date chosen.

Usage: polls.py PEOPLE HOLDERS, with the settings of an installation. Prints one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy import event as sqlalchemy_event

from bench import databases, fill
from bench.lists import backends, signed_in
from bench.own_messages import peak_mib
from bench.processes import BenchError, cpu_seconds, outcome, python
from bench.rows import settings_of
from bench.sizes import Size
from webinars.access.invitees import Recipient
from webinars.app import create_app
from webinars.capabilities.link_purposes import Purpose
from webinars.commands.installation import open_app
from webinars.database import db, transaction
from webinars.events import lifecycle
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.outbox import message_state, reasons
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import POLL_CHANGED
from webinars.polls import queries
from webinars.polls.choice import Choice, choose_option
from webinars.polls.editing import PollSettings, create_poll
from webinars.polls.models import Poll, PollParticipant, PollVote
from webinars.polls.participants import add_participants
from webinars.polls.poll_rules import MOST_OPTIONS, ResultsShown, Vote, VoteSource
from webinars.polls.tasks import do_task
from webinars.polls.voting import cast_votes
from webinars.registrations.models import Registration
from webinars.timezones import clock
from webinars.timezones.schedule import Timed
from webinars.web.core.security.private_links import token_of

ROWS_TOGETHER = 2000
PLACES = 300


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    place = folder / "polls"
    place.mkdir()
    with databases.database(kind, place) as url:
        command = python("-m", "bench.polls", *map(str, size.poll))
        figures: dict[str, Any] = outcome(command, settings_of(url, place), place / "polls.log")
    return figures


def lines(kind: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines of the table."""
    yield ""
    yield (
        f"a poll of {figures['people']} participants and {MOST_OPTIONS} dates on {kind}: "
        f"{figures['registered']} registered, {figures['emails']} e-mails queued, "
        f"{figures['memory_mib']:.0f} MiB more"
    )
    yield (
        f"{'':<36}{'seconds':>8}{'CPU s':>8}{'transactions':>14}{'longest s':>11}{'most statements':>17}"
    )
    for name, step in figures["steps"].items():
        yield (
            f"{name:<36}{step['seconds']:>8.2f}{step['cpu_s']:>8.2f}{step['transactions']:>14}"
            f"{step['longest']:>11.3f}{step['statements']:>17}"
        )


def main(people: str, holders: str) -> None:
    """Fill the database, take the steps, and print the figures."""
    app = create_app()
    with open_app(app):
        slug = fill.events(app, 2)["rush"]
        pages = signed_in(app)
        with transaction() as session:
            first = session.scalars(select(Event).where(Event.slug == slug)).one().id
            lifecycle.postpone_event(session, first, app.extensions["site"])
        # What the first use loads is not that of many.
        _take_steps(app, pages, _new_poll(app, first), 2)
        event_id = _postpone_another(app, first)
        before = peak_mib([os.getpid()])
        steps = _take_steps(app, pages, _new_poll(app, event_id), int(people))
        memory = peak_mib([os.getpid()]) - before
        counts = _counts(event_id)
        if counts["registered"] != int(people) // 2:
            raise BenchError(f"of {people}: {counts}")
        poll_id = _new_poll(app, _postpone_another(app, event_id), sends_holds=True)
        steps.take(f"add {holders} with holds", lambda: _add(poll_id, int(holders)))
        steps.work("queue their e-mails and holds")
    figures = {"people": int(people), **counts, "memory_mib": memory, "steps": steps.figures}
    sys.stdout.write(json.dumps(figures) + "\n")


class Steps:
    """Seconds and statements of steps: a transaction, a page, or what the worker does."""

    def __init__(self) -> None:
        self.figures: dict[str, dict[str, float]] = {}

    def take(self, name: str, act: Callable[[], object]) -> None:
        """Measure a transaction or a page."""
        cpu = _cpu()
        with _sent_statements() as sent:
            started = time.monotonic()
            act()
            seconds = time.monotonic() - started
        self._store(name, [seconds], [len(sent)], _cpu() - cpu)

    def work(self, name: str) -> None:
        """Measure what the worker does for polls, a transaction for each message, until nothing is due."""
        seconds, statements, cpu = list[float](), list[int](), _cpu()
        while True:
            with _sent_statements() as sent:
                started = time.monotonic()
                if not _handle_message():
                    break
                seconds.append(time.monotonic() - started)
            statements.append(len(sent))
        self._store(name, seconds, statements, _cpu() - cpu)

    def _store(self, name: str, seconds: list[float], statements: list[int], cpu: float) -> None:
        self.figures[name] = {
            "seconds": sum(seconds),
            "cpu_s": cpu,
            "transactions": len(seconds),
            "longest": max(seconds),
            "statements": max(statements),
        }


def _take_steps(app: Flask, pages: FlaskClient, poll_id: int, people: int) -> Steps:
    """Ask, let vote, show, choose and tell."""
    steps = Steps()
    steps.take("add a list", lambda: _add(poll_id, people))
    steps.work("queue its e-mails")
    last = _vote(poll_id)
    steps.take("vote of the last", lambda: _vote_of(last))
    with transaction() as session:
        poll = session.get_one(Poll, poll_id)
        event_id, option_id = poll.event_id, queries.options_of(session, poll_id)[0].id
    path = f"/organise/events/{event_id}/polls/{poll_id}"
    steps.take("page of organisers", lambda: _load(pages, path))
    steps.take("last page of organisers", lambda: _load(pages, f"{path}?after={last - 50}"))
    steps.take("page before choosing", lambda: _load(pages, f"{path}/options/{option_id}/choice"))
    with app.test_request_context():
        personal = f"/polls/{token_of(Purpose.POLL, last)}"
    steps.take("page of a participant, with names", lambda: _load(pages, personal))
    steps.take("choose a date", lambda: _choose(app, event_id, poll_id, option_id))
    steps.work("register, invite, queue e-mails")
    return steps


def _new_poll(app: Flask, event_id: int, *, sends_holds: bool = False) -> int:
    first = clock.now().replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None)
    days = [first + timedelta(days=20 + number) for number in range(MOST_OPTIONS)]
    with transaction() as session:
        return create_poll(
            session,
            event_id,
            schedules=[Timed(day, day + timedelta(hours=1), "UTC") for day in days],
            settings=PollSettings(
                clock.now() + timedelta(days=10), ResultsShown.NAMES, sends_holds=sends_holds
            ),
            site=app.extensions["site"],
        ).id


def _postpone_another(app: Flask, former_id: int) -> int:
    """Postpone an event without registrations; return its id."""
    [slug] = fill.rush(app, 1, PLACES)["slugs"]
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.slug == slug)).one()
        lifecycle.postpone_event(session, event.id, app.extensions["site"])
        session.execute(delete(Message).where(Message.event_id != former_id))
        return event.id


def _add(poll_id: int, people: int) -> None:
    with transaction() as session:
        poll = session.get_one(Poll, poll_id)
        listed = [
            Recipient(f"Ana {number}", f"ana-{number}@example.org") for number in range(people)
        ]
        add_participants(session, poll.event_id, poll_id, people=listed, language="en")


def _vote(poll_id: int) -> int:
    """Let all but the last participant vote, half of them yes for the first date; return the last."""
    now = clock.now()
    with transaction() as session:
        options = [option.id for option in queries.options_of(session, poll_id)]
        *ids, last = [one.id for one in queries.participants_of(session, poll_id)]
        rows = [
            {
                "participant_id": participant_id,
                "option_id": option_id,
                "vote": Vote.YES if option_id != options[0] or turn % 2 == 0 else Vote.NO,
                "source": VoteSource.PAGE,
                "voted_at": now,
            }
            for turn, participant_id in enumerate(ids)
            for option_id in options
        ]
        for start in range(0, len(rows), ROWS_TOGETHER):
            session.execute(insert(PollVote), rows[start : start + ROWS_TOGETHER])
        answered = update(PollParticipant).where(
            PollParticipant.poll_id == poll_id, PollParticipant.id < last
        )
        session.execute(answered.values(answered_at=now))
    fill.analyze()
    return last


def _vote_of(participant_id: int) -> None:
    with transaction() as session:
        poll_id = session.get_one(PollParticipant, participant_id).poll_id
        votes = {option.id: Vote.NO for option in queries.options_of(session, poll_id)}
        cast_votes(
            session,
            participant_id,
            votes=votes,
            comment="",
            timezone="",
            without_holds=False,
        )


def _choose(app: Flask, event_id: int, poll_id: int, option_id: int) -> None:
    chosen = Choice(option_id, registering=True)
    with transaction() as session:
        choose_option(session, event_id, poll_id, choice=chosen, site=app.extensions["site"])


def _load(client: FlaskClient, path: str) -> None:
    status = client.get(path).status_code
    if status != HTTPStatus.OK:
        raise BenchError(f"{path} answers {status}")


def _handle_message() -> bool:
    """Handle the next due message about a poll as a worker does; False if there is none."""
    query = select(Message.id, Message.event_id).where(
        Message.topic == POLL_CHANGED,
        Message.state == MessageState.QUEUED,
        Message.due_at <= clock.now(),
    )
    with transaction() as session:
        row = session.execute(query.order_by(Message.id).limit(1)).one_or_none()
        if row is None:
            return False
        lock_event(session, row.event_id)
        message = session.get_one(Message, row.id)
        count = do_task(session, message)
        message_state.mark_superseded(message, f"{reasons.FANNED_OUT[0]}{count}")
    return True


def _counts(event_id: int) -> dict[str, int]:
    with transaction() as session:
        registered = select(func.count()).where(Registration.event_id == event_id)
        queued = select(func.count()).where(
            Message.event_id == event_id, Message.topic != POLL_CHANGED
        )
        return {
            "registered": session.scalar(registered) or 0,
            "emails": session.scalar(queued) or 0,
        }


def _cpu() -> float:
    """Return the CPU seconds of this process and of PostgreSQL's backends."""
    return cpu_seconds([os.getpid(), *backends()])


@contextmanager
def _sent_statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Sample polls: one that looks for the new date of a postponed event, and one whose date was chosen."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import cycle

from webinars.access.invitees import Recipient
from webinars.demo.people import sample_people
from webinars.demo.sample import GENEVA, Sample, weekday_from
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.events.notifications.reminders import plan_reminders
from webinars.polls.choice import Choice, choose_option
from webinars.polls.editing import PollSettings, create_poll
from webinars.polls.models import Poll
from webinars.polls.participants import add_participants
from webinars.polls.poll_rules import ResultsShown, Vote
from webinars.polls.queries import options_of, participants_of
from webinars.polls.voting import cast_votes
from webinars.timezones import clock
from webinars.timezones.schedule import Month, Timed, When

# A row for each person who answers, a letter for each date.
_RUNNING = ("yyn", "ymy", "nyy", "myy", "yny", "nmy")
_DECIDED = ("yyn", "nyy", "myn", "yyy", "nym")
_VOTES = {"y": Vote.YES, "m": Vote.IF_NEED_BE, "n": Vote.NO}
_COMMENTS = ("", "Not on Fridays, please.", "", "I teach until 15:00.")
_RUNNING_PEOPLE = 9


def announce_decided(sample: Sample) -> None:
    """Create an event known by its month; its poll gives it a day."""
    monday = weekday_from(sample.today + timedelta(days=46), weekday=0)
    sample.decided = sample.announce(
        EventDetails(
            title="Planning call: what the regional offices bring to the study",
            when=Month(monday.year, monday.month, GENEVA),
            cities=("GVA", "NYC", "NBO"),
            series_id=sample.dialogues.id,
            capacity=30,
            meeting_url="https://rooms.example.org/planning",
            description="The offices were asked which of three days suits them. The day was chosen from their answers.",
        )
    )


def add_polls(sample: Sample) -> None:
    """Ask people for a new date of the postponed event, and give the other event the day that suits most."""
    running = _ask(sample, sample.postponed, 62, _RUNNING_PEOPLE, has_open_link=True)
    _vote(sample, running, _RUNNING)
    decided = _ask(sample, sample.decided, 46, len(_DECIDED))
    _vote(sample, decided, _DECIDED)
    second = options_of(sample.session, decided.id)[1]
    choose_option(
        sample.session,
        sample.decided.id,
        decided.id,
        choice=Choice(second.id, registering=True),
        site=sample.site,
    )
    sample.decided.reminders = []
    plan_reminders(sample.session, sample.decided)


def _ask(
    sample: Sample, event: Event, after_days: int, people: int, *, has_open_link: bool = False
) -> Poll:
    poll = create_poll(
        sample.session,
        event.id,
        schedules=_days(sample, after_days),
        settings=PollSettings(
            clock.now() + timedelta(days=9), ResultsShown.NAMES, has_open_link=has_open_link
        ),
        site=sample.site,
    )
    poll.reminds_at = None  # these people do not exist
    listed = [Recipient(details["name"], email) for email, details in sample_people(people)]
    add_participants(sample.session, event.id, poll.id, people=listed, language="en")
    return poll


def _days(sample: Sample, after_days: int) -> list[When]:
    """Return a Monday, the Wednesday of that week, and the Thursday of the next, at three hours."""
    monday = weekday_from(sample.today + timedelta(days=after_days), weekday=0)
    starts = (
        datetime.combine(monday, time(15)),
        datetime.combine(monday + timedelta(days=2), time(9, 30)),
        datetime.combine(monday + timedelta(days=10), time(16)),
    )
    return [Timed(start, start + timedelta(hours=1), GENEVA) for start in starts]


def _vote(sample: Sample, poll: Poll, rows: Sequence[str]) -> None:
    options = options_of(sample.session, poll.id)
    people = participants_of(sample.session, poll.id)
    zones = [details["timezone"] for _email, details in sample_people(len(rows))]
    for person, row, zone, comment in zip(people, rows, zones, cycle(_COMMENTS), strict=False):
        cast_votes(
            sample.session,
            person.id,
            votes={option.id: _VOTES[vote] for option, vote in zip(options, row, strict=True)},
            comment=comment,
            timezone=zone,
            without_holds=False,
        )

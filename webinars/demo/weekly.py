"""A weekly sample webinar: four dates of one event, and people who registered once for all or some of them."""

from datetime import datetime, time, timedelta

from webinars.demo.people import sample_people
from webinars.demo.sample import GENEVA, Sample, weekday_from
from webinars.event_dates.added_dates import add_dates
from webinars.events.date_groups import dates_in_group, group_of
from webinars.events.details import EventDetails
from webinars.events.notifications.reminders import plan_reminders
from webinars.registrations.several_dates.registering import register_for_dates
from webinars.timezones.schedule import Timed

DATES = 4
_TAKE_ALL, _TAKE_TWO = 11, 17  # of the people, in order


def announce_weekly(sample: Sample) -> None:
    """Create the dates, one week apart at the same hour in Geneva."""
    tuesday = weekday_from(sample.today + timedelta(days=18), weekday=1)
    days = [tuesday + timedelta(weeks=week) for week in range(DATES)]
    starts = [datetime.combine(day, time(15)) for day in days]
    first, *others = [Timed(start, start + timedelta(minutes=45), GENEVA) for start in starts]
    sample.weekly = sample.announce(
        EventDetails(
            title="Tuesday briefing: how to bring a case before a treaty body",
            when=first,
            cities=("GVA", "NYC", "NBO"),
            series_id=sample.dialogues.id,
            capacity=100,
            meeting_url="https://rooms.example.org/briefing",
            description=(
                "Four Tuesdays, one step on each: who can complain, what to write, what happens then, and how a decision is "
                "carried out. Register once for all of them, or for those you need."
            ),
        )
    )
    added = add_dates(
        sample.session,
        sample.weekly.id,
        schedules=others,
        by=sample.organiser,
        site=sample.site,
        publishing=True,
    )
    sample.made += len(added.event_ids)


def register_for_weekly(sample: Sample) -> None:
    """Register people for all dates, and others for the last two; none of them is reminded."""
    session = sample.session
    dates = dates_in_group(session, sample.weekly)
    for event in dates:
        event.reminders = []
        plan_reminders(session, event)
    ids = [event.id for event in dates]
    group_id = group_of(session, sample.weekly)
    for turn, (email, details) in enumerate(sample_people(_TAKE_TWO)):
        chosen = None if turn < _TAKE_ALL else ids[-2:]
        register_for_dates(session, group_id=group_id, event_ids=chosen, email=email, **details)

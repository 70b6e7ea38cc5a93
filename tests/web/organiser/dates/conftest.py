"""Fixtures of tests of dates: an event with dates in a group."""

import pytest

from tests.web.pages import at
from webinars.database import db, transaction
from webinars.events.models import DateGroup
from webinars.timezones import clock as wall_clock


@pytest.fixture
def make_dates(make_event, make_series):
    """Return a function that makes published dates of one event on days of March and April 2027."""

    def make_dates(*days, hour=15, **details):
        with transaction() as session:
            group = DateGroup(created_at=wall_clock.now())
            session.add(group)
            session.flush()
            group_id = group.id
        series_id = make_series().id
        ids = [
            make_event(
                when=at(2027, *day, hour),
                series_id=series_id,
                terms={"date_group_id": group_id},
                **details,
            ).id
            for day in days
        ]
        db.session().rollback()
        return ids

    return make_dates

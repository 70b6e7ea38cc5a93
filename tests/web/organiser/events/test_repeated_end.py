"""Events over the night on which clocks go back: a duration decides the end, a clock time does not."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.web.organiser.conftest import stored
from webinars.timezones.schedule import Span

NIGHT = {"date": "2027-10-31", "start": "01:30", "zone": "Europe/Zurich"}
STARTS_AT = datetime(2027, 10, 30, 23, 30, tzinfo=UTC)


def state_of(event):
    row = stored(event.id)
    return row.sequence, row.local_end, row.span


@pytest.mark.parametrize("minutes", [60, 120, 59, 150, 30])
def test_duration_decides_the_end(client, write, make_event, minutes):
    event = make_event()

    saved = write(event.id, **NIGHT, end=f"{minutes} min")

    assert saved.status_code == 303, saved.text
    event = stored(event.id)
    assert (event.starts_at, event.ends_at - event.starts_at) == (
        STARTS_AT,
        timedelta(minutes=minutes),
    )
    (entry,) = Calendar.from_ical(client.get(f"/events/{event.slug}.ics").data).walk("VEVENT")
    assert entry["DTSTART"].dt.astimezone(UTC) == event.starts_at
    assert entry["DTEND"].dt.astimezone(UTC) == event.ends_at


@pytest.mark.parametrize(("minutes", "shown"), [(60, "60 min"), (120, "2 h"), (150, "03:00")])
def test_form_shows_the_duration_and_saving_it_again_changes_nothing(
    signed_in, write, make_event, minutes, shown
):
    event = make_event()
    write(event.id, **NIGHT, end=f"{minutes} min")
    before = state_of(event)

    page = signed_in.get(f"/organise/events/{event.id}/edit").text
    assert f'value="{shown}"' in page
    write(event.id, **NIGHT, end=shown)

    assert state_of(event) == before


def test_other_duration_with_the_same_clock_time_is_a_new_time(write, make_event):
    event = make_event()
    write(event.id, **NIGHT, end="60 min")
    sequence, local_end, span = state_of(event)

    write(event.id, **NIGHT, end="120 min")

    assert local_end == datetime(2027, 10, 31, 2, 30)
    later = Span(span.starts_at, span.ends_at + timedelta(hours=1))
    assert state_of(event) == (sequence + 1, local_end, later)


def test_clock_time_that_occurs_twice_is_refused_with_its_neighbours(write, make_event):
    refused = write(make_event().id, **NIGHT, end="02:30")

    assert refused.status_code == 422
    assert "Choose one of these times, or enter the duration." in refused.text
    for hour in ("01", "03"):
        assert f'name="take" value="end=2027-10-31T{hour}:30"' in refused.text


def test_start_that_occurs_twice_is_refused_whatever_the_end(write, make_event):
    refused = write(make_event().id, **NIGHT | {"start": "02:30"}, end="60 min")

    assert refused.status_code == 422
    assert 'name="take" value="start=2027-10-31T03:30"' in refused.text


def test_year_with_seconds_in_the_offset_is_refused_with_a_sentence(write, make_event):
    refused = write(
        make_event().id, date="1971-07-16", start="15:00", end="60 min", zone="Africa/Monrovia"
    )

    assert refused.status_code == 422
    assert "Enter a date from 1973 to 2037." in refused.text

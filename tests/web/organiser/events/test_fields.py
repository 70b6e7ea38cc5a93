"""Single fields as people type them, and the whole form: what it shows is what it reads."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webinars.errors import InvalidInputError
from webinars.events.details import write_schedule
from webinars.events.models import Event, EventState, Format, NotificationMode
from webinars.i18n import translator_for
from webinars.timezones.schedule import Days, Month, Timed, resolve
from webinars.web.organiser.events import fields
from webinars.web.organiser.events.form import EventForm
from webinars.web.organiser.events.form_values import initial_data, parse_times

ENGLISH, FRENCH = translator_for("en"), translator_for("fr")
ZONES = ("Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Asia/Beirut", "UTC")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15:00", time(15)),
        (" 9.05 ", time(9, 5)),
        ("9h30", time(9, 30)),
        ("0900", time(9)),
        ("١٥:٣٠", time(15, 30)),
        ("１５：００", time(15)),
    ],
)
def test_clock_times_are_read_as_people_write_them(text, value):
    assert fields.clock_time(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("16:30", time(16, 30)),
        ("90", timedelta(minutes=90)),
        ("90 min", timedelta(minutes=90)),
        ("90 minutes", timedelta(minutes=90)),
        ("2h", timedelta(hours=2)),
        ("1 h 30", timedelta(minutes=90)),
        ("1 hour 30 min", timedelta(minutes=90)),
        ("50 h 15 min", timedelta(hours=50, minutes=15)),
    ],
)
def test_an_end_is_a_time_or_a_length(text, value):
    assert fields.end_or_length(text) == value


@pytest.mark.parametrize("text", ["", "16", "2400", "1575", "h", "min", "-90", "1.5 h", "₉₀", "²"])
def test_what_could_be_either_or_is_neither_is_no_end(text):
    with pytest.raises(InvalidInputError, match="not-an-end"):
        fields.end_or_length(text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Geneva, New York", ["GVA", "NYC"]),
        ("GVA / NY/VIE", ["GVA", "NYC", "VIE"]),
        ("Washington, DC", ["WAS"]),
        ("Genève; Viena، نيويورك、日内瓦", ["GVA", "VIE", "NYC"]),
        ("Kampala, Knox, Indiana, Geneva", ["Africa/Kampala", "America/Indiana/Knox", "GVA"]),
        ("", []),
        (" , ,", []),
    ],
)
def test_cities_are_found_by_any_of_their_names(text, keys):
    assert fields.read_cities(text, ENGLISH) == fields.Cities(keys, [])


@pytest.mark.parametrize(
    ("text", "t", "tags"),
    [
        ("English, French", ENGLISH, ["en", "fr"]),
        ("anglais; français", FRENCH, ["en", "fr"]),
        ("en/ar", ENGLISH, ["en", "ar"]),
        ("Russian, russian", ENGLISH, ["ru"]),
    ],
)
def test_languages_are_found_in_the_readers_language_or_by_tag(text, t, tags):
    assert fields.language_tags(text, t) == tags


@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for reads in (
        fields.clock_time,
        fields.end_or_length,
        fields.day,
        lambda said: fields.number(said, 9),
        lambda said: fields.read_cities(said, ENGLISH),
        lambda said: fields.language_tags(said, ENGLISH),
    ):
        with suppress(InvalidInputError):
            reads(text)


def shown_and_read(app, when):
    """Return what a form reads from what it shows of an event."""
    event = Event(
        title="x", state=EventState.DRAFT, cities=["GVA"], languages=[], format=Format.ONLINE,
        place="", meeting_url="", hosted_by="", external_url="", description="", capacity=None,
        accepts_registrations=True, notification_mode=NotificationMode.EACH, contact_name="", contact_email="", revision=1,
    )  # fmt: skip
    write_schedule(event, when)
    with app.test_request_context("/", method="POST"):
        form = EventForm(formdata=MultiDict(initial_data(event)))
        return parse_times(form).when


@settings(max_examples=150)
@given(
    start=st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2037, 1, 1)),
    minutes=st.one_of(st.integers(1, 1500), st.integers(1, 30 * 24 * 60)),
    zone=st.sampled_from(ZONES),
)
def test_a_time_that_is_shown_and_sent_back_is_the_same(app, start, minutes, zone):
    start = start.replace(second=0, microsecond=0)
    when = Timed(start, start + timedelta(minutes=minutes), zone)
    try:
        resolve(when)
    except InvalidInputError:
        assume(False)  # clocks skip or repeat it

    assert shown_and_read(app, when) == when


@pytest.mark.parametrize(
    "when",
    [
        Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"),
        Days(date(2027, 12, 31), date(2027, 12, 31), "Pacific/Apia"),
        Month(2027, 4, "America/New_York"),
    ],
)
def test_days_and_months_that_are_shown_and_sent_back_are_the_same(app, when):
    assert shown_and_read(app, when) == when

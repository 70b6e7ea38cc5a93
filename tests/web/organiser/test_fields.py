"""Fields that parse their text once, their parsers, and forms whose shown texts parse to the same values."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.web.organiser.conftest import texts_of
from webinars.errors import InvalidInputError
from webinars.events.details import write_schedule
from webinars.events.enums import EventState, Format, NotificationMode
from webinars.events.models import Event
from webinars.i18n import translator_for
from webinars.security.text_input import strip_invisible
from webinars.timezones.schedule import Days, Month, Timed, resolve
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import remove_control_characters
from webinars.web.organiser import field_parsers
from webinars.web.organiser.events.form import EventForm
from webinars.web.organiser.events.form_schedule import parse_times
from webinars.web.organiser.events.form_values import initial_data
from webinars.web.organiser.fields import (
    CapacityField,
    ChoiceField,
    ChoiceRadioField,
    CityListField,
    ClockTimeField,
    DateField,
    DomainListField,
    EndField,
    HiddenNumberField,
    LanguageListField,
    MinutesListField,
    YearField,
)

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
def test_clock_time_is_parsed_in_usual_notations(text, value):
    assert field_parsers.parse_clock_time(text) == value


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
def test_end_is_a_clock_time_or_a_duration(text, value):
    assert field_parsers.parse_end(text) == value


@pytest.mark.parametrize("text", ["", "16", "2400", "1575", "h", "min", "-90", "1.5 h", "₉₀", "²"])
def test_ambiguous_or_invalid_end_is_refused(text):
    with pytest.raises(InvalidInputError, match="not-an-end-time"):
        field_parsers.parse_end(text)


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
def test_cities_are_parsed_by_any_name_or_code(text, keys):
    assert field_parsers.parse_cities(text, ENGLISH) == field_parsers.ParsedCities(keys, [])


def test_search_for_unknown_cities_ends_with_the_most_cities_of_a_list():
    unknown = [f"qx{number}" for number in range(100)]
    parsed = field_parsers.parse_cities(", ".join(["Geneva", *unknown]), ENGLISH)
    again = field_parsers.parse_cities(", ".join(["Geneva"] * 50), ENGLISH)

    codes = [error.code for error in parsed.errors]
    assert codes == [*["unknown-city"] * field_parsers.MAX_CITIES, "too-many-cities"]
    assert parsed.keys == again.keys == ["GVA"]
    assert again.errors == []


@pytest.mark.parametrize(
    ("text", "t", "tags"),
    [
        ("English, French", ENGLISH, ["en", "fr"]),
        ("anglais; français", FRENCH, ["en", "fr"]),
        ("en/ar", ENGLISH, ["en", "ar"]),
        ("Russian, russian", ENGLISH, ["ru"]),
    ],
)
def test_languages_are_parsed_by_name_or_tag(text, t, tags):
    assert field_parsers.parse_languages(text, t) == tags


class FieldsForm(BaseForm):
    """A field of each class."""

    clock_time = ClockTimeField("Clock time")
    end = EndField("End")
    day = DateField("Date")
    year = YearField("Year")
    capacity = CapacityField("Places")
    cities = CityListField("Cities")
    languages = LanguageListField("Languages")
    domains = DomainListField("Domains", longest=200)
    format = ChoiceRadioField("Format", {member: member.name for member in Format})
    month = ChoiceField("Month", range(1, 13), optional=True)
    reminders = MinutesListField("Reminders")
    revision = HiddenNumberField(default=0)


TEXT_FIELDS = ("clock_time", "end", "day", "year", "capacity", "cities", "languages", "domains")


@contextmanager
def submitted(app, **texts):
    """Yield the validated form of a submission."""
    with app.test_request_context("/", method="POST"):
        form = FieldsForm(formdata=MultiDict({"format": "online", **texts}), meta={"csrf": False})
        form.validate()
        yield form


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("clock_time", " 9h30 ", time(9, 30)),
        ("end", "1 h 30", timedelta(minutes=90)),
        ("end", "1630", time(16, 30)),
        ("day", "2027-07-16", date(2027, 7, 16)),
        ("year", "２０２７", 2027),
        ("capacity", "٤٠", 40),
        ("cities", "GVA /  NY", ["GVA", "NYC"]),
        ("languages", "FR; english", ["fr", "en"]),
        ("domains", "@UN.org, *.who.int", ("un.org", "who.int")),
    ],
)
def test_field_holds_the_value_and_shows_the_submitted_text(app, name, text, value):
    with submitted(app, **{name: text}) as form:
        assert form[name].data == value
        assert form[name]._value() == text
        assert not form.errors


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clock_time", "25:00"),
        ("end", "16"),
        ("day", "16.7.2027"),
        ("year", "27"),
        ("capacity", "0"),
        ("languages", "English, Klingonish"),
        ("domains", "un.org nowhere"),
    ],
)
def test_invalid_text_has_no_value_and_stays_in_the_field(app, name, text):
    with submitted(app, **{name: text}) as form:
        assert form[name].data is None
        assert form[name]._value() == text
        assert list(form.errors) == [name]


def test_list_of_cities_keeps_those_that_are_recognised(app):
    with submitted(app, cities="Geneva, Atlantis, New York, Lemuria") as form:
        assert form.cities.data == ["GVA", "NYC"]
        assert form.cities._value() == "Geneva, Atlantis, New York, Lemuria"
        assert len(form.cities.unrecognised) == 2
        assert form.cities.errors == [" ".join(form.cities.unrecognised)]


@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_blank_field_has_no_value_and_no_error(app, name):
    with submitted(app, **{name: "  "}) as form:
        assert form[name].data is None
        assert not form.errors


@settings(max_examples=60)
@given(text=st.text(max_size=30))
def test_any_text_is_parsed_or_refused_and_shown_again(app, text):
    shown = strip_invisible(remove_control_characters(text))

    with submitted(app, **dict.fromkeys(TEXT_FIELDS, text)) as form:
        for name in TEXT_FIELDS:
            field = form[name]
            assert field._value() == shown
            assert bool(field.errors) == (field.data is None and bool(text.strip())) or (
                name == "cities" and field.unrecognised
            )


@settings(max_examples=60)
@given(
    clock_time=st.times().map(lambda value: value.replace(second=0, microsecond=0, tzinfo=None)),
    minutes=st.integers(1, 31 * 24 * 60),
    day=st.dates(),
    year=st.integers(1000, 9999),
    capacity=st.integers(1, 1_000_000),
    cities=st.lists(
        st.sampled_from(["GVA", "NYC", "VIE", "Africa/Kampala"]), min_size=1, unique=True
    ),
    languages=st.lists(st.sampled_from(["en", "fr", "ar", "zh"]), min_size=1, unique=True),
    domains=st.lists(st.sampled_from(["un.org", "xn--mnchen-3ya.de"]), min_size=1, unique=True).map(
        tuple
    ),
)
def test_shown_value_parses_to_itself(app, minutes, **values):
    values["end"] = timedelta(minutes=minutes)
    with app.test_request_context("/"):
        texts = {
            name: field._value()
            for name, field in FieldsForm(None, **values)._fields.items()
            if name in values
        }

    with submitted(app, **texts) as form:
        assert {name: form[name].data for name in values} == values


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("format", "hybrid", Format.HYBRID),
        ("month", "7", 7),
        ("month", "", None),
        ("reminders", "1440", [1440]),
        ("reminders", "-5", []),
        ("revision", "12", 12),
        ("revision", "²", None),
        ("revision", "9" * 30, None),
    ],
)
def test_choices_and_hidden_numbers_hold_values(app, name, text, value):
    with submitted(app, **{name: text}) as form:
        assert form[name].data == value
        assert not form.errors


@pytest.mark.parametrize(("name", "text"), [("format", ""), ("format", "by post"), ("month", "13")])
def test_text_that_is_not_a_choice_is_refused(app, name, text):
    with submitted(app, **{name: text}) as form:
        assert form[name].data is None
        assert list(form.errors) == [name]


def test_missing_choice_is_refused(app):
    with app.test_request_context("/", method="POST"):
        form = FieldsForm(formdata=MultiDict({"year": "2027"}), meta={"csrf": False})

        assert not form.validate()
        assert list(form.errors) == ["format"]


def test_fields_of_another_precision_are_not_validated(app):
    texts = {
        "precision": "days",
        "first": "2027-07-16",
        "start": "25:00",
        "year": "27",
        "last": "16.7.",
    }
    with app.test_request_context("/", method="POST"):
        form = EventForm(
            formdata=MultiDict({**texts, "title": "x", "zone": "UTC"}), meta={"csrf": False}
        )
        form.validate()

        assert list(form.errors) == ["last"]
        assert form.start._value() == "25:00"


def resubmitted_schedule(app, schedule):
    """Return the schedule that the form parses from the texts it shows for an event."""
    event = Event(
        title="x", state=EventState.DRAFT, cities=["GVA"], languages=[], format=Format.ONLINE,
        place="", meeting_url="", hosted_by="", external_url="", description="", capacity=None,
        accepts_registrations=True, notification_mode=NotificationMode.EACH, contact_name="", contact_email="", revision=1,
    )  # fmt: skip
    write_schedule(event, schedule)
    with app.test_request_context("/", method="POST"):
        shown = EventForm(formdata=None, data=initial_data(event))
        form = EventForm(formdata=MultiDict(texts_of(shown)), meta={"csrf": False})
        form.validate()
        return parse_times(form).when


@settings(max_examples=150)
@given(
    start=st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2037, 1, 1)),
    minutes=st.one_of(st.integers(1, 1500), st.integers(1, 30 * 24 * 60)),
    zone=st.sampled_from(ZONES),
)
def test_resubmitted_time_is_unchanged(app, start, minutes, zone):
    start = start.replace(second=0, microsecond=0)
    when = Timed(start, start + timedelta(minutes=minutes), zone)
    try:
        resolve(when)
    except InvalidInputError:
        assume(False)  # clocks skip or repeat it

    assert resubmitted_schedule(app, when) == when


@pytest.mark.parametrize(
    "when",
    [
        Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"),
        Days(date(2027, 12, 31), date(2027, 12, 31), "Pacific/Apia"),
        Month(2027, 4, "America/New_York"),
    ],
)
def test_resubmitted_days_and_month_are_unchanged(app, when):
    assert resubmitted_schedule(app, when) == when

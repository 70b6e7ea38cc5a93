"""Find a fair time: from the form of an event and back, pasted lists, participants within roles, bad input."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOON
from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored
from tests.web.pages import statements, text_of
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.events.models import Event
from webinars.events.roles import Role
from webinars.events.team.membership import add_member
from webinars.registrations.models import Registration

PATH = "/organise/fair-time"
ASKED = {
    "fair_places": "Geneva 12\nKenya 5\nFiji 3",
    "fair_people": "",
    "fair_date": "2027-06-16",
    "fair_until": "",
    "fair_every": "7",
    "fair_weekday": "",
    "fair_duration": "60 min",
    "fair_zone": "Europe/Zurich",
    "fair_night_until": "07:00",
    "fair_work_from": "09:00",
    "fair_work_until": "18:00",
    "fair_night_from": "22:00",
    "fair_weekends": "country",
    "fair_holidays": "y",
}


@pytest.fixture
def compare(signed_in):
    """Return a function that submits the form, with further fields."""
    token = token_of(signed_in.get(PATH))

    def compare(path=PATH, /, **values):
        return signed_in.post(path, data={"csrf_token": token, **ASKED, **values})

    return compare


@pytest.fixture
def past_in_series(make_event, make_registration, make_series):
    """Return a past event of a series, at 14:00 in Geneva: one registrant in Suva, at night there, attended."""
    series = make_series("Access to justice")
    event = make_event(series_id=series.id)
    suva = make_registration(event, timezone="Pacific/Fiji")
    make_registration(event, email="two@example.org")
    with transaction() as session:
        session.get_one(Registration, suva.id).attended_at = NOON
        past = session.get_one(Event, event.id)
        past.starts_at = datetime(2026, 11, 20, 13, tzinfo=UTC)
        past.ends_at = past.starts_at + timedelta(minutes=90)
    return event


def hidden(page):
    """Return the hidden fields of a page by name."""
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', page.text, re.S)
    return {name: html.unescape(value) for name, value in pairs if name != "csrf_token"}


def error_at(page, name):
    """Return the error of a field."""
    shown = re.search(rf'id="{name}-error">.*?<span>(.*?)</span>', page.text, re.S)
    return html.unescape(shown[1]) if shown else ""


def test_page_of_a_body_leads_to_the_hours_of_its_registrants(signed_in, past_in_series):
    page = signed_in.get(f"/organise/series/{past_in_series.series_id}")
    path = re.search(r'href="(/organise/fair-time[^"]+)"', page.text)[1]

    chosen = signed_in.get(path)

    assert path.endswith(f"?people=series-{past_in_series.series_id}")
    assert (
        "Registrants of Access to justice"
        in re.search("<option selected[^>]*>([^<]*)", chosen.text)[1]
    )


def test_page_proposes_starts_and_has_numbers_beside_the_picture(compare):
    page = compare()
    text = text_of(page)

    assert page.status_code == 200
    assert "Fewest at night 09:00 Geneva" in text
    assert "17 in working hours, 3 in the morning or evening" in text
    assert "Worst for Fiji, 19:00 there." in text
    assert "Nobody at night: one session is enough" in text
    assert "15:00 to 15:45 17 0 0 3 Fiji, 01:00" in text
    assert 'class="night"' in page.text
    assert "style=" not in page.text
    assert "take=fair%3D2027-06-16T09:00/60/Europe/Zurich" in page.text.replace("%2F", "/")


def test_event_form_is_carried_and_gets_the_time_back(signed_in, compare):
    token = token_of(signed_in.get(PATH))
    written = {**FILLED, "link_text_1": "Agenda", "title": 'Who "pays"\n& why', "capacity": "many"}
    first = signed_in.post(PATH, data={"csrf_token": token, **written, "do": "fair-time"})

    # The page asks again, with another list, and then gives back the chosen time.
    again = compare(**hidden(first), fair_places="Geneva, Fiji", fair_duration="2 h")
    value = re.search(r'name="take" value="(.*?)"', again.text)[1]
    back = signed_in.post(
        "/organise/events/new", data={"csrf_token": token, **hidden(again), "take": value}
    )

    assert "Geneva, New York" in first.text
    assert hidden(first) == written
    assert hidden(again) == written
    assert value == "fair=2027-06-16T09:00/120/Europe/Zurich"
    for shown in (
        'value="Agenda"',
        "Who &#34;pays&#34;",
        'value="many"',
        "https://rooms.example.org",
    ):
        assert shown in back.text
    fields = dict(re.findall(r'<input[^>]* name="(date|start|end)"[^>]* value="(.*?)"', back.text))
    fields |= {
        name: value
        for value, name in re.findall(r'value="([^"]*)"[^>]* name="(date|start|end)"', back.text)
    }
    assert "2027-06-16" in back.text
    assert "09:00" in back.text
    assert ("120 min" in back.text) or ("2 h" in back.text)
    assert all_stored() == []


def test_event_form_without_cities_comes_without_an_error(signed_in):
    fields = {**FILLED, "cities": "", "date": "", "zone": "?", "do": "fair-time"}
    token = token_of(signed_in.get(PATH))

    page = signed_in.post(PATH, data={"csrf_token": token, **fields})

    assert page.status_code == 200
    assert "There is a problem" not in text_of(page)
    assert hidden(page)["zone"] == "?"


def test_form_without_its_token_comes_again_with_all_that_was_entered(signed_in):
    page = signed_in.post(PATH, data={**FILLED, "title": "Typed", "do": "fair-time"})
    again = signed_in.post(PATH, data={**ASKED, "title": "Typed"})

    assert (page.status_code, again.status_code) == (400, 400)
    assert "This form was open for too long" in text_of(page)
    assert hidden(page)["title"] == hidden(again)["title"] == "Typed"
    assert "Geneva, New York" in page.text
    assert "Kenya 5" in again.text


def test_field_of_several_values_is_carried_with_all(compare):
    page = compare(extra=["one", "two"])

    assert re.findall(r'name="extra" value="(\w+)"', page.text) == ["one", "two"]


def test_hour_that_clocks_skip_is_no_start(compare):
    page = compare(fair_date="2027-03-28", fair_places="Geneva")

    assert "00 night 01 night – 03 night" in text_of(page)
    assert "02:00" not in re.findall(r'<th scope="row">([\d:]+)', page.text)


def test_time_is_given_back_in_the_zone_of_the_event(compare):
    page = compare(zone="Asia/Kathmandu", title="Typed")

    # 09:00 in Geneva in June.
    assert 'value="fair=2027-06-16T12:45/60/Asia/Kathmandu"' in page.text


def test_new_event_begins_with_a_chosen_time(signed_in):
    page = signed_in.get(
        "/organise/events/new?take=fair%3D2027-06-16T09:00/120/Asia/Kathmandu"
    ).text

    assert "Wednesday 16 June 2027" in page
    assert 'value="09:00"' in page
    assert '<option selected value="Asia/Kathmandu">' in page
    assert "amira@" in page or "organiser@" in page or 'name="contact_email"' in page


@pytest.mark.parametrize(
    "value", ["fair=2027-06-16T09:00", "fair=x/60/UTC", "fair=2027-06-16T09:00/0/UTC"]
)
def test_invalid_time_changes_nothing(signed_in, value):
    page = signed_in.get("/organise/events/new", query_string={"take": value})

    assert page.status_code == 200
    assert "2027-06-16" not in page.text


def test_unknown_and_ambiguous_entries_are_asked_about_and_replaced(compare):
    page = compare(fair_places="Genva 3\nUnited States 20\nKenya")
    text = text_of(page)

    assert "Genva 3 not counted" in text
    assert "Several time zones: that of New York is assumed" in text
    assert "Genva 3\nUnited States 20\nKenya" in html.unescape(page.text)
    corrected = compare(
        fair_places="Genva 3\nUnited States 20\nKenya", fair_replacement="0=Geneva 3"
    )
    assert "Geneva 3\nUnited States 20\nKenya" in html.unescape(corrected.text)
    assert "not counted" not in text_of(corrected)
    for replacement in ("9=Geneva", "x=Geneva", "0=", "²=Geneva", "9" * 5000 + "=Geneva"):
        page = compare(fair_places="Genva 3, Kenya", fair_replacement=replacement)
        assert page.status_code == 200
        assert "Genva 3" in text_of(page)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"fair_places": ""}, "fair_places", "Enter countries or cities, such as Geneva or Kenya 12."),
        ({"fair_places": "Nowhereville"}, "fair_places", "None of these is a country or city that is known."),
        ({"fair_places": "Kenya\n" * 201}, "fair_places", "Enter at most 200 countries and cities."),
        ({"fair_places": "x" * 20_001}, "fair_places", "Enter at most 20000 characters."),
        ({"fair_date": ""}, "fair_date", "Choose a date, or a weekday."),
        ({"fair_date": "soon"}, "fair_date", "Enter a date as year, month and day, such as 2027-07-16."),
        ({"fair_date": "2099-01-01"}, "fair_date", "Enter a date from 2020 to 2036."),
        ({"fair_until": "2027-06-01"}, "fair_until", "The last date must not be before the first."),
        ({"fair_until": "2030-06-01"}, "fair_until", "Choose at most 60 dates."),
        ({"fair_duration": "15:00"}, "fair_duration", "Enter a duration such as 90 min, of at most 12 hours."),
        ({"fair_duration": "13 h"}, "fair_duration", "Enter a duration such as 90 min, of at most 12 hours."),
        ({"fair_work_from": "09:10"}, "fair_work_from", "Enter a time on a quarter of an hour, such as 09:15."),
        ({"fair_night_from": "17:00"}, "fair_night_from", "The hours must follow each other: end of the night, working hours, beginning of the night."),
        ({"fair_weekends": "never"}, "fair_weekends", "Choose one of these."),
        ({"fair_zone": "Mars"}, "fair_zone", "Choose a time zone from the list."),
    ],
)  # fmt: skip
def test_bad_input_is_refused_at_its_field_and_stays(compare, values, field, sentence):
    page = compare(**values, title="Typed")

    assert page.status_code == 422
    assert error_at(page, field) == sentence
    assert hidden(page)["title"] == "Typed"
    assert "Proposals" not in text_of(page)


def test_dates_of_a_series_rotate_and_a_weekday_is_the_worst_of_a_year(compare):
    dates = text_of(compare(fair_until="2027-06-30", fair_places="New York, Nairobi, Suva"))
    weekday = text_of(compare(fair_date="", fair_weekday="2", fair_places="Geneva, New York"))

    assert "3 dates from Wednesday 16 June 2027" in dates
    assert re.search(
        r"Place Nights so far Nights afterwards (\w| )+ 0 1 (\w| )+ 0 1 (\w| )+ 0 1", dates
    )
    assert "52 dates" in weekday
    assert "Worst for New York, 09:00 / 10:00 there." in weekday


def test_participants_of_a_series_are_compared_with_their_nights(
    signed_in, compare, past_in_series, make_event
):
    event = past_in_series
    missed = make_event(series_id=event.series_id)
    with transaction() as session:
        later = session.get_one(Event, missed.id)
        later.starts_at = later.ends_at = datetime(2026, 11, 21, 13, tzinfo=UTC)
    path = f"{PATH}?event={event.id}"
    page = text_of(signed_in.get(path))
    scope = f"series-{event.series_id}"
    rotated = text_of(compare(path, fair_places="", fair_people=scope, fair_until="2027-06-16"))
    attended = text_of(
        compare(path, fair_places="", fair_people=scope, fair_attended="y", fair_until="2027-06-23")
    )

    assert "Proposals" in page
    assert "2 places are compared" in page
    assert "Suva : 1 registrant" in page
    assert "Nairobi : 1 registrant" in page
    assert "2 places are compared" in rotated
    assert "1 place is compared" in attended
    assert "Rotating hours: the night is shared Enter a last date" in rotated
    statistics = text_of(signed_in.get(f"/organise/events/{event.id}/statistics"))
    assert "Who had the night in this series" in statistics
    assert "Suva 1 0 1 1 Nairobi 1 0 0 0" in statistics


def test_participants_are_those_of_events_whose_registrations_one_may_see(
    as_another, organiser, past_in_series
):
    event = past_in_series
    path, scope = f"{PATH}?event={event.id}", f"series-{event.series_id}"
    before = as_another.get(path).status_code
    with transaction() as session:
        add_member(
            session, event.id, by=session.get_one(Organiser, organiser.id), email="bo@example.org",
            role=Role.VIEWER, of_series=False,
        )  # fmt: skip

    page = as_another.get(path)
    fields = {"csrf_token": token_of(page), **ASKED, "fair_places": "", "fair_people": scope}
    refused = as_another.post(path, data=fields)
    elsewhere = as_another.post(PATH, data={**fields, "fair_people": f"event-{event.id}"})

    assert (before, page.status_code) == (404, 200)
    assert "are compared" not in text_of(page)
    assert f"event-{event.id}" not in page.text
    assert error_at(refused, "fair_places").startswith("No time zone or country of these people")
    assert error_at(elsewhere, "fair_places").startswith("Enter countries or cities")
    assert "Who had the night" not in text_of(
        as_another.get(f"/organise/events/{event.id}/statistics")
    )


def test_event_that_does_not_exist_is_not_found(signed_in):
    assert signed_in.get(f"{PATH}?event=999999").status_code == 404
    assert signed_in.get(f"{PATH}?event=x").status_code == 200


def test_statements_do_not_grow_with_events_of_the_series(
    signed_in, make_event, make_registration, past_in_series
):
    counted = []
    for number in range(2):
        with statements() as seen:
            signed_in.get(f"{PATH}?event={past_in_series.id}")
        counted.append(len(seen))
        event = make_event(series_id=past_in_series.series_id, title=f"Further {number}")
        make_registration(event, email=f"further{number}@example.org", timezone="Asia/Tokyo")

    assert counted[0] == counted[1]

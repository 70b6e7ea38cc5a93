"""The city of a time zone is never shown as the venue."""

import json
import re
from datetime import date

import pytest

from tests.web.pages import text_of
from webinars.timezones.schedule import Days, Month

MAY = Month(2027, 5, "Europe/Zurich")
DAYS = Days(date(2027, 5, 3), date(2027, 5, 4), "Europe/Zurich")


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def data_of(page):
    """Return the JSON-LD of a page."""
    result = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page.text, re.S)
    return json.loads(result[1])


@pytest.mark.parametrize("when", [MAY, DAYS])
def test_unknown_venue_is_to_be_announced_everywhere(client, make_event, when):
    event = make_event(when=when, format="in_person", meeting_url="", cities=())

    page, listed = client.get(f"/events/{event.slug}"), client.get("/")
    calendar = client.get(f"/events/{event.slug}.ics").text
    [item] = client.get("/events.json").json["items"]

    assert "Place to be announced" in text_of(page)
    assert "Place to be announced" in text_of(listed)
    assert "Geneva" not in text_of(listed).partition("Children deprived of liberty")[2][:200]
    assert "LOCATION" not in calendar or "LOCATION:\r\n" in calendar
    assert "format" not in item["_event"]
    assert "place" not in item["_event"]
    assert "Place to be announced" in item["summary"]
    data = data_of(page)
    assert "eventAttendanceMode" not in data
    assert "location" not in data


def test_known_venue_is_shown(client, make_event):
    event = make_event(format="in_person", place="Room XX, Palais des Nations", meeting_url="")

    [item] = client.get("/events.json").json["items"]
    data = data_of(client.get(f"/events/{event.slug}"))

    assert (item["_event"]["format"], item["_event"]["place"]) == (
        "in_person",
        "Room XX, Palais des Nations",
    )
    assert data["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert data["location"]["address"] == "Room XX, Palais des Nations"

"""Time zones can be chosen on the list and on an event's page, without scripts and on phones."""

import re

import pytest

from tests.web.pages import text_of
from webinars.timezones import zones


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def offered(page):
    select = re.search(r'<select[^>]*name="zone">(.*?)</select>', page.text, re.S)[1]
    return re.findall(r'<option value="([^"]+)"', select), re.findall(
        r'<optgroup label="([^"]+)"', select
    )


@pytest.mark.parametrize("where", ["list", "event"])
def test_every_zone_is_listed_by_region(make_event, client, where):
    event = make_event()

    result, regions = offered(client.get("/" if where == "list" else f"/events/{event.slug}"))

    assert sorted(result) == zones.choices()
    assert regions[:4] == ["Africa", "Americas", "Asia", "Australia"]


def test_zone_select_is_outside_of_collapsed_filters(client, make_event):
    make_event()

    page = client.get("/").text

    assert page.index("</details>") < page.index('name="zone"')


def test_zone_chosen_on_event_page_applies_to_next_page(make_event, client):
    event = make_event()
    page = client.get(f"/events/{event.slug}").text
    form = re.search(r'<form action="([^"]+)">\s*<label for="zone">', page)[1]

    chosen = client.get(form, query_string={"zone": "Pacific/Fiji"})

    assert form == f"/events/{event.slug}"
    assert "Your time, Suva" in text_of(chosen)
    assert "Your time, Suva" in text_of(client.get(f"/events/{event.slug}"))
    assert "Change your time zone" in text_of(chosen)

"""Time zones can be chosen on the list and on an event's page, without scripts and on phones."""

import html
import re

import pytest

from tests.web.pages import text_of, titles
from webinars.timezones import zones


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def offered(page):
    select = re.search(r'<select[^>]*name="zone"[^>]*>(.*?)</select>', page.text, re.S)[1]
    return re.findall(r'<option value="([^"]+)"', select), re.findall(
        r'<optgroup label="([^"]+)"', select
    )


def zone_page(client, page):
    """Follow the link to the choice of a time zone."""
    link = html.unescape(re.search(r'<a href="(/time-zone[^"]*)"', page.text)[1])
    return client.get(link)


def choose(client, page, zone):
    """Send the form of the zone page."""
    action = re.search(r'<form [^>]*action="([^"]+)"', page.text)[1]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return client.get(
        action,
        query_string={**{name: html.unescape(value) for name, value in hidden}, "zone": zone},
        follow_redirects=True,
    )


@pytest.mark.parametrize("where", ["list", "event"])
def test_every_zone_is_listed_by_region_one_step_away(make_event, client, where):
    event = make_event()
    page = client.get("/" if where == "list" else f"/events/{event.slug}")

    result, regions = offered(zone_page(client, page))

    assert "<optgroup" not in page.text
    assert sorted(result) == zones.choices()
    assert regions[:4] == ["Africa", "Americas", "Asia", "Australia"]


def test_link_to_zones_is_outside_of_collapsed_filters(client, make_event):
    make_event()

    page = client.get("/").text

    assert page.index("</details>") < page.index("/time-zone")


def test_zone_chosen_for_an_event_leads_back_to_it_and_applies_to_the_next_page(make_event, client):
    event = make_event()
    page = zone_page(client, client.get(f"/events/{event.slug}"))

    chosen = choose(client, page, "Pacific/Fiji")

    assert event.title in text_of(page)
    assert chosen.request.path == f"/events/{event.slug}"
    assert "Your time, Suva" in text_of(chosen)
    assert "Your time, Suva" in text_of(client.get(f"/events/{event.slug}"))
    assert "Change your time zone" in text_of(chosen)


def test_zone_chosen_for_a_filtered_list_keeps_the_filter(make_event, client):
    make_event(title="A & B")
    make_event(title="Another")

    chosen = choose(
        client, zone_page(client, client.get("/?q=%26+b&format=online")), "Pacific/Fiji"
    )

    assert titles(chosen) == ["A &amp; B"]
    assert "Your time zone Suva" in text_of(chosen)


def test_zone_page_of_an_unknown_event_or_draft_is_missing(client, make_event):
    draft = make_event(publish=False)

    assert client.get("/time-zone?event=no-such-event").status_code == 404
    assert client.get(f"/time-zone?event={draft.slug}").status_code == 404


def test_zone_page_survives_a_bad_filter(client):
    page = client.get("/time-zone?month=never&q=%22%3E%3Cscript%3E")

    assert page.status_code == 200
    assert "<script>" not in page.text.partition("<main")[2]

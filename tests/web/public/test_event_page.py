"""The page of an event: time, registration panel, calendar links, structured data."""

import json
import re
from datetime import UTC, date, datetime

import pytest

from tests.web.pages import at, statements, text_of
from webinars.database import transaction
from webinars.events.enums import Format
from webinars.events.lifecycle import postpone_event
from webinars.timezones.schedule import Days, Month

ROOM = "secret-room"


def data_of(page):
    """Return what search engines read."""
    result = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
    return json.loads(result.group(1))


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def visit(client):
    """Return a function that loads an event's page, read in Nairobi unless told otherwise."""

    def visit(event, zone="Africa/Nairobi"):
        query = {"zone": zone} if zone else None
        return client.get(f"/events/{event.slug}", query_string=query, follow_redirects=True)

    return visit


def test_time_is_shown_with_end_date_duration_and_cities(make_event, visit):
    shown = text_of(visit(make_event(when=at(2027, 7, 16, 15))))

    assert (
        "Your time, Nairobi 16:00 to 17:30 Friday 16 July 2027 90 minutes 15:00 Geneva / 09:00 New York"
        in shown
    )


def test_end_on_next_day_names_weekday(make_event, visit):
    shown = text_of(visit(make_event(when=at(2027, 7, 16, 22))))

    assert "23:00 to 00:30 (Sat)" in shown


def test_days_and_months_show_their_precision(make_event, visit):
    days = text_of(
        visit(
            make_event(
                when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"), cities=("VIE",)
            )
        )
    )
    month = text_of(
        visit(make_event(when=Month(2027, 4, "Europe/Zurich"), accepts_registrations=False))
    )

    assert "Vienna 8–11 March 2027 Monday to Thursday 4 days" in days
    assert "April 2027 date not set yet" in month
    assert "The same moment" not in days + month


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, "Registration is open"),
        ({"opens_at": datetime(2027, 1, 1, 9, tzinfo=UTC)}, "Registration is not open yet"),
        ({"closes_at": datetime(2026, 11, 1, tzinfo=UTC)}, "Registration is closed"),
        ({"external_url": "https://host.example/x"}, "External registration"),
        ({"accepts_registrations": False}, "No registration"),
        ({"when": at(2026, 3, 1, 10)}, "This event has ended"),
        (
            {"when": Month(2027, 4, "Europe/Zurich"), "accepts_registrations": False},
            "The date is not set yet",
        ),
    ],
)
def test_panel_shows_availability(make_event, visit, fields, title):
    event = make_event(**fields)

    page = visit(event)

    assert f'<h2 id="place">{title}</h2>' in page.text
    assert (f"/events/{event.slug}/registrations" in page.text) == (title == "Registration is open")


def test_full_event_links_to_waiting_list(make_event, make_registration, visit):
    event = make_event(capacity=1)
    make_registration(event)

    page = visit(event)

    assert "All places are taken" in text_of(page)
    assert "Join the waiting list" in text_of(page)


def test_cancelled_and_postponed_events_accept_no_registration(make_event, cancel, visit, site):
    cancelled, postponed = make_event(), make_event()
    cancel(cancelled)
    with transaction() as session:
        postpone_event(session, postponed.id, site)

    for event, words in (
        (cancelled, "This event is cancelled"),
        (postponed, "This event is postponed"),
    ):
        page = visit(event)
        assert words in text_of(page)
        assert f"/events/{event.slug}/registrations" not in page.text
        assert "<s><time" in page.text
        assert "Download the cancellation (.ics)" in text_of(page)


def test_deadlines_are_in_readers_time(make_event, visit):
    event = make_event(closes_at=datetime(2027, 7, 16, 12, tzinfo=UTC))

    assert "Open until Friday 16 July 2027, 14:00 Geneva." in text_of(visit(event, zone=""))
    assert "Open until Friday 16 July 2027, 15:00 your time." in text_of(visit(event))


def test_panel_says_when_registration_opens_and_assumes_nobody_registered(make_event, visit):
    opened = text_of(visit(make_event()))
    ahead = text_of(visit(make_event(opens_at=datetime(2027, 1, 1, 9, tzinfo=UTC))))

    assert "Registration opens on Friday 1 January 2027, 12:00 your time." in ahead
    assert ["Already registered?" in shown for shown in (opened, ahead)] == [True, False]


@pytest.mark.parametrize(
    "fields", [{"accepts_registrations": False}, {"external_url": "https://host.example/x"}]
)
def test_nobody_is_assumed_registered_at_a_past_event_without_registration(
    make_event, visit, fields
):
    over = {"when": at(2026, 3, 1, 10)}
    pages = [text_of(visit(make_event(**over))), text_of(visit(make_event(**over, **fields)))]

    assert ["Were you registered?" in page for page in pages] == [True, False]


def test_external_registration_names_its_host(make_event, visit):
    page = visit(make_event(external_url="https://host.example/x", hosted_by="the Institute"))

    assert 'href="https://host.example/x"' in page.text
    assert "Opens host.example." in text_of(page)
    assert "Hosted by the Institute" in text_of(page)


def test_add_links_are_shown_only_without_invitation(make_event, visit):
    invited = visit(make_event()).text
    elsewhere = visit(make_event(external_url="https://host.example/x")).text

    assert "calendar.google.com" not in invited
    assert "dates=20270716T130000Z%2F20270716T143000Z" in elsewhere
    assert "outlook.live.com" in elsewhere


def test_calendar_panel_links_to_file_and_feed(make_event, visit):
    event = make_event()

    page = visit(event).text

    assert f'href="/events/{event.slug}.ics?lang=en"' in page
    assert 'href="webcal://127.0.0.1:8000/events.ics?zone=Africa/Nairobi&amp;lang=en"' in page
    assert 'href="http://127.0.0.1:8000/events.ics?zone=Africa/Nairobi&amp;lang=en"' in page
    assert "Outlook checks every 3 to 24 hours and Google every 8 to 24 hours" in page


def test_join_url_is_not_on_the_page(make_event, visit):
    for kind in Format:
        assert ROOM not in visit(make_event(format=kind, place="Geneva")).text


def test_structured_data_has_local_time_with_offset(make_event, visit):
    event = make_event(when=at(2027, 7, 16, 15))

    result = data_of(visit(event))

    assert result["startDate"] == "2027-07-16T15:00:00+02:00"
    assert result["endDate"] == "2027-07-16T16:30:00+02:00"
    assert result["eventStatus"] == "https://schema.org/EventScheduled"
    assert result["location"] == {
        "@type": "VirtualLocation",
        "url": f"http://127.0.0.1:8000/events/{event.slug}",
    }


def test_structured_data_has_precision_of_event(make_event, visit):
    days = data_of(
        visit(make_event(when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna")))
    )
    month = data_of(visit(make_event(when=Month(2027, 4, "America/New_York"))))

    assert (days["startDate"], days["endDate"]) == ("2027-03-08", "2027-03-11")
    assert month["startDate"] == "2027-04"
    assert "endDate" not in month


def test_hostile_text_is_escaped_everywhere(make_event, visit):
    title = '</script><script>alert(1)</script>"'
    page = visit(
        make_event(title=title, place="<b>", description="<script>x</script> [x](javascript:x)")
    )

    assert "<script>alert" not in page.text
    assert "<script>x" not in page.text
    assert 'href="javascript' not in page.text
    assert data_of(page)["name"] == title


def test_links_are_validated_and_show_their_host(make_event, visit):
    links = (
        {"url": "https://example.org/study", "text": "The study"},
        {"url": "javascript:x", "text": "No"},
    )

    page = visit(make_event(links=links)).text

    assert (
        '<a href="https://example.org/study" rel="nofollow noopener"><bdi>The study</bdi></a>'
        in page
    )
    assert "javascript:" not in page


def test_link_previews_contain_time_and_place(make_event, visit):
    page = visit(
        make_event(title="Water & law", when=at(2027, 7, 16, 15), description="About it.")
    ).text

    assert '<meta property="og:title" content="Water &amp; law">' in page
    assert (
        'content="Friday 16 July 2027, 15:00 Geneva / 09:00 New York · Online · About it."' in page
    )
    assert '<link rel="canonical" href="http://127.0.0.1:8000/events/water-law">' in page


def test_drafts_and_unknown_events_look_alike(client, make_event):
    draft = make_event(publish=False)

    assert client.get(f"/events/{draft.slug}").status_code == 404
    assert client.get("/events/nowhere").status_code == 404


def test_event_page_needs_two_queries(client, make_event):
    event = make_event()

    with statements() as seen:
        client.get(f"/events/{event.slug}")

    assert len([item for item in seen if item.startswith("SELECT")]) == 2


def test_series_page_shows_events_and_feed(client, make_event, make_series):
    series = make_series(name="Dialogues", description="About **rights**.")
    make_event(title="Mine", series_id=series.id)
    make_event(title="Old", series_id=series.id, when=at(2026, 3, 1, 10))
    make_event(title="Other")

    page = client.get("/series/dialogues")

    assert re.findall(r"<h3><a [^>]*><bdi>(.*?)</bdi></a></h3>", page.text) == ["Mine"]
    assert "<strong>rights</strong>" in page.text
    assert 'href="webcal://127.0.0.1:8000/series/dialogues.ics?lang=en"' in page.text
    assert "Past events 2026 Old" in text_of(page)
    assert 'href="/series/dialogues"' not in page.text
    assert client.get("/series/none").status_code == 404


def test_custom_page_replaces_default_statement(client, app, tmp_path):
    folder = tmp_path / "var" / "pages"
    folder.mkdir()
    assert "You can read everything on this site" in text_of(client.get("/privacy"))

    (folder / "privacy.md").write_text("Ours, **really**.", encoding="utf-8")

    assert "<strong>really</strong>" in client.get("/privacy").text
    assert "You can read everything on this site" not in text_of(client.get("/privacy"))


def test_structured_data_has_both_locations_of_hybrid_event(make_event, visit):
    page = visit(make_event(format=Format.HYBRID, place="Palais, Room V"))

    assert data_of(page)["location"] == [
        {"@type": "Place", "name": "Palais, Room V", "address": "Palais, Room V"},
        {"@type": "VirtualLocation", "url": data_of(page)["url"]},
    ]
    assert ROOM not in page.text


def test_structured_data_has_no_unknown_venue(make_event, visit):
    there = visit(make_event(format=Format.IN_PERSON, place=""))
    both = visit(make_event(format=Format.HYBRID, place=""))

    assert "location" not in data_of(there)
    assert data_of(both)["location"]["@type"] == "VirtualLocation"


def test_event_of_month_offers_no_calendar_file(make_event, visit):
    event = make_event(when=Month(2027, 4, "Europe/Zurich"))

    page = visit(event)

    assert f"/events/{event.slug}.ics" not in page.text
    assert "there is no calendar entry to download" in text_of(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {},
            "If you register, you get a calendar invitation by e-mail. The invitation updates itself",
        ),
        ({"capacity": 1}, "You get a calendar invitation by e-mail once you have a place"),
        (
            {"terms": {"requires_approval": True}},
            "You get a calendar invitation by e-mail once your request is approved",
        ),
    ],
)
def test_invitation_is_announced_only_if_it_is_sent(
    make_event, make_registration, visit, fields, words
):
    event = make_event(**fields)
    if event.capacity:
        make_registration(event)

    assert words in text_of(visit(event))


def test_weekdays_distinguish_dates_consistently(make_event, visit):
    event = make_event(when=at(2026, 12, 21, 14))

    shown = text_of(visit(event, zone="Pacific/Fiji"))

    assert "Your time, Suva 01:00 to 02:30 Tuesday 22 December 2026" in shown
    assert "14:00 Geneva (Mon) / 08:00 New York (Mon)" in shown
    assert "14:00 Geneva Mon, afternoon, working hours" in shown
    assert "08:00 New York Mon, morning" in shown
    assert "01:00 Suva, you Tue, at night" in shown
    assert "day)" not in shown


def test_timeline_names_no_weekday_if_dates_are_equal(make_event, visit):
    shown = text_of(visit(make_event()))

    assert "15:00 Geneva afternoon, working hours" in shown

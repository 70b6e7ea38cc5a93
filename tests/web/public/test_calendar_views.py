"""Calendar files and feeds: byte-identical until a change, and filtered."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import delete, func, select

from tests.web.pages import at, statements
from webinars.database import db, transaction
from webinars.emails import calendar_part
from webinars.events.caching import calendar_fragments
from webinars.events.enums import Format
from webinars.events.lifecycle import cancel_event, postpone_event, restore_event
from webinars.events.models import CalendarFragment, Series
from webinars.i18n import translator_for
from webinars.timezones.schedule import Days, Month
from webinars.web.core import current_caches


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def summaries(response):
    assert response.status_code == 200
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(response.data).walk("VEVENT")]


def test_feed_starts_three_months_back(client, make_event):
    make_event(title="Coming", when=at(2027, 7, 16, 15))
    make_event(title="Days", when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"))
    make_event(title="Just over", when=at(2026, 9, 1, 10))
    make_event(title="Long over", when=at(2026, 3, 1, 10))
    make_event(title="Some month", when=Month(2027, 4, "Europe/Zurich"))
    make_event(title="Draft", publish=False)

    assert summaries(client.get("/events.ics")) == ["Just over", "Days", "Coming"]
    assert "Long over" in summaries(client.get("/events.ics?past=1"))
    assert any(
        "Some month" in summary for summary in summaries(client.get("/events.ics?tentative=1"))
    )


def test_feed_accepts_filters_of_list(client, make_event, make_series):
    series = make_series(name="Dialogues")
    make_event(title="Water law", series_id=series.id)
    make_event(title="Water rights")

    assert summaries(client.get("/events.ics?q=law")) == ["Water law"]
    assert summaries(client.get("/events.ics?series=dialogues")) == ["Water law"]
    assert summaries(client.get("/series/dialogues.ics")) == ["Water law"]
    assert summaries(client.get("/events.ics?q=nothing")) == []


def test_feed_has_calendar_media_type(client, make_event):
    make_event()

    answer = client.get("/events.ics")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="events.ics"'
    assert b"METHOD" not in answer.data
    assert b"ATTENDEE" not in answer.data


def test_feed_is_byte_identical_until_event_changes(client, clock, make_event, cancel):
    event = make_event()
    first = client.get("/events.ics")
    clock.advance(timedelta(hours=5))

    again = client.get("/events.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get("/events.ics").data == first.data

    cancel(event)
    changed = client.get("/events.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.data


@pytest.mark.parametrize("address", ["/events.ics", "/events/children-deprived-of-liberty.ics"])
@pytest.mark.parametrize("call_off", [cancel_event, postpone_event])
def test_restoring_event_raises_sequence(client, make_event, site, address, call_off):
    event = make_event()
    first = client.get(address)
    with transaction() as session:
        call_off(session, event.id, site)
    client.get(address)
    with transaction() as session:
        restore_event(session, event.id, site)

    again = client.get(address)

    assert (sequence(first), sequence(again)) == (0, 2)


def sequence(response):
    (result,) = Calendar.from_ical(response.data).walk("VEVENT")
    return int(result["SEQUENCE"])


def test_unfiltered_feed_is_cached(client, make_event):
    make_event()
    client.get("/events.ics")

    with statements() as seen:
        client.get("/events.ics")

    assert len([item for item in seen if item.startswith("SELECT")]) == 1


def test_missing_fragments_are_rendered_and_stored(client, make_event):
    make_event(title="One")
    before = client.get("/events.ics?q=one").data
    with transaction() as session:
        session.execute(delete(CalendarFragment))

    assert client.get("/events.ics?q=one").data == before
    assert db.session().scalar(select(func.count()).select_from(CalendarFragment)) == 1


def test_fragments_of_earlier_format_are_rendered_again_once(app, client, make_event, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(calendar_fragments, "FORMAT_VERSION", calendar_fragments.FORMAT_VERSION - 1)
        make_event(when=at(2027, 7, 16, 15, zone="America/Vancouver"))
        with transaction() as session:
            row = session.scalars(select(CalendarFragment)).one()
            row.body = row.body.replace(
                b"DTSTART:20270716T220000Z", b"DTSTART;TZID=America/Vancouver:20270716T150000"
            )
        before = client.get("/events.ics")
    assert b"TZID=America/Vancouver" in before.data
    current_caches.init_app(app)  # a new process, as after an upgrade

    after = client.get("/events.ics", headers={"If-None-Match": before.headers["ETag"]})
    again = client.get("/events.ics", headers={"If-None-Match": after.headers["ETag"]})

    assert (after.status_code, again.status_code) == (200, 304)
    assert b"\r\nDTSTART:20270716T220000Z\r\n" in after.data
    stored = db.session().scalars(select(CalendarFragment.body)).all()
    assert sorted(b"TZID" in body for body in stored) == [False, True]


def test_event_file_has_uid_of_feed(client, make_event):
    event = make_event()

    answer = client.get(f"/events/{event.slug}.ics")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    (result,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(result["UID"]) == event.uid
    assert b"secret-room" not in answer.data
    again = client.get(
        f"/events/{event.slug}.ics", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_event_file_is_cached(client, make_event):
    event = make_event()
    first = client.get(f"/events/{event.slug}.ics")

    with statements() as seen:
        again = client.get(f"/events/{event.slug}.ics")

    assert again.data == first.data
    assert len([item for item in seen if item.startswith("SELECT")]) == 1


def test_cached_event_file_shows_changes_at_once(client, make_event, make_series, cancel):
    series = make_series("Old name")
    event = make_event(series_id=series.id)
    results = [client.get(f"/events/{event.slug}.ics").data]

    with transaction() as session:
        session.get(Series, series.id).name = "New name"
    results.append(client.get(f"/events/{event.slug}.ics").data)
    cancel(event)
    results.append(client.get(f"/events/{event.slug}.ics").data)

    assert [(b"New name" in file, b"STATUS:CANCELLED" in file) for file in results] == [
        (False, False),
        (True, False),
        (True, True),
    ]


def test_feed_with_stored_fragments_needs_one_query_and_the_counter(client, make_event):
    make_event(title="One")
    make_event(title="Two")

    with statements() as seen:
        client.get("/events.ics")

    assert len([item for item in seen if item.startswith("SELECT")]) == 2


@pytest.mark.parametrize("path", ["/events/nowhere.ics", "/series/nowhere.ics"])
def test_unknown_event_and_series_are_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["month=2026-13", "format=radio", "tentative=maybe", "past=x", "series=none"]
)
def test_feed_explains_invalid_query(client, query):
    answer = client.get(f"/events.ics?{query}")

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_drafts_have_no_file(client, make_event):
    assert client.get(f"/events/{make_event(publish=False).slug}.ics").status_code == 404


def test_calendar_text_shows_description_without_markdown(client, make_event, organiser, site):
    event = make_event(description="**All** read the [programme](https://example.org/p).")
    t = translator_for("en")
    invitation = calendar_part.sample(event, t, site, attendance=Format.ONLINE, zone="Asia/Tokyo")

    bodies = (
        client.get(f"/events/{event.slug}.ics").data,
        client.get("/events.ics").data,
        invitation,
    )

    for body in bodies:
        (entry,) = Calendar.from_ical(body).walk("VEVENT")
        paragraphs = str(entry["DESCRIPTION"]).split("\n\n")
        assert "All read the programme (https://example.org/p)." in paragraphs


def test_link_previews_and_search_engines_get_description_without_markdown(client, make_event):
    event = make_event(description="**All** read the [programme](https://example.org/p).")

    page = client.get(f"/events/{event.slug}").text

    assert page.count("All read the programme.") == 3  # meta, og and schema.org descriptions
    assert "**" not in page
    assert "](" not in page

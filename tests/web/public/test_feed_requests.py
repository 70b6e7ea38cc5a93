"""A feed depends on its URL only, and has one canonical URL."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import delete, select

from tests.web.pages import at, statements
from webinars.database import db, transaction
from webinars.events import calendar_event
from webinars.events.caching import calendar_fragments
from webinars.events.lifecycle import postpone_event
from webinars.events.listing.feeds import CANCELLED_KEPT_FOR
from webinars.events.models import CalendarFragment, Event
from webinars.events.queries import event_by_id
from webinars.i18n import translator_for
from webinars.ical import vevent
from webinars.timezones.schedule import Month


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


def titles(answer):
    assert answer.status_code == 200
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def about(answer):
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return str(event["DESCRIPTION"])


def source(answer):
    """Return the address that a feed names as its own, as a path."""
    parts = urlsplit(str(Calendar.from_ical(answer.data)["SOURCE"]))
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("path", ["/events.ics", "/series/dialogues.ics"])
def test_feed_ignores_cookies_and_accept_language(client, make_event, make_series, path):
    make_event(series_id=make_series("Dialogues").id)
    plain = client.get(path).data

    client.set_cookie("lang", "fr")
    client.set_cookie("zone", "Asia/Tokyo")
    seen = client.get(path, headers={"Accept-Language": "fr"}).data

    assert seen == plain
    assert client.get(f"{path}?lang=fr").data != plain


def test_feed_shows_time_in_zone_of_query_and_of_event(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    plain, nairobi = client.get("/events.ics"), client.get("/events.ics?zone=Africa/Nairobi")

    assert "Nairobi" not in plain.text
    assert "Friday 16 July 2027, 16:00 your time, Nairobi" in about(nairobi)
    assert b"X-WR-TIMEZONE:Africa/Nairobi" in nairobi.data
    assert "your time" not in about(client.get("/events.ics?zone=Europe/Zurich"))


def test_feed_with_zone_is_cached(client, make_event):
    make_event()
    client.get("/events.ics?zone=Africa/Nairobi")

    with statements() as seen:
        client.get("/events.ics?lang=en&zone=Africa/Nairobi&utm_source=mail")

    assert len([item for item in seen if item.startswith("SELECT")]) == 1


@pytest.mark.parametrize("path", ["/events.ics", "/series/dialogues.ics"])
@pytest.mark.parametrize(
    "query",
    [
        "lang=xx",
        "zone=Mars/Base",
        "month=2026-13",
        "format=radio",
        "past=x",
        "tentative=x",
        f"q={'x' * 201}",
    ],
)
def test_invalid_feed_query_is_refused(client, make_event, make_series, path, query):
    make_event(series_id=make_series("Dialogues").id)

    assert client.get(f"{path}?{query}").status_code == 422


def test_series_feed_accepts_filters_of_list(client, make_event, make_series):
    series = make_series("Dialogues")
    make_event(title="Water law", series_id=series.id)
    make_event(title="Water rights", series_id=series.id)
    make_event(title="Some month", series_id=series.id, when=Month(2027, 4, "Europe/Zurich"))
    make_event(title="Water law elsewhere")

    assert titles(client.get("/series/dialogues.ics?q=law")) == ["Water law"]
    assert titles(client.get("/series/dialogues.ics?series=none&q=rights")) == ["Water rights"]
    assert len(titles(client.get("/series/dialogues.ics?tentative=1"))) == 3


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=200).map(
    lambda text: text.replace("\0", "")
)


@given(title=WORDS, description=WORDS, place=WORDS)
def test_localized_fragment_equals_fragment_rendered_for_zone(
    title, description, place, app, site, make_event
):
    t = translator_for("fr")
    with transaction() as session:
        result = session.scalars(select(Event.id)).first()
        event = event_by_id(session, result or make_event(format="in_person", place="x").id)
        event.title, event.description, event.place = title, description, place

        for zone in ("", "Africa/Nairobi", "Europe/Zurich", "America/New_York", "Asia/Kathmandu"):
            stored = calendar_fragments.localize_fragment(
                calendar_fragments.render_event_fragment(event, t, site), event, t, zone
            )
            assert stored == vevent.render_fragment(
                calendar_event.calendar_event(event, t, site, zone)
            )


def test_feed_with_zone_needs_one_query_and_the_counter(client, make_event):
    for zone in ("Europe/Zurich", "America/New_York"):
        make_event(when=at(2027, 7, 16, 15, zone=zone))

    with statements() as seen:
        answer = client.get("/events.ics?zone=Africa/Nairobi")

    assert len([item for item in seen if item.startswith("SELECT")]) == 2
    assert answer.text.count("Nairobi\\n") == 2


def test_missing_fragments_are_stored_and_localized(client, make_event):
    make_event()
    before = client.get("/events.ics?q=children&zone=Africa/Nairobi").data
    with transaction() as session:
        session.execute(delete(CalendarFragment))

    assert client.get("/events.ics?q=children&zone=Africa/Nairobi").data == before
    (stored,) = db.session.scalars(select(CalendarFragment.body)).all()
    assert b"Nairobi" not in stored


def test_filtered_feeds_are_not_cached(app, client, make_event):
    make_event()
    client.get("/events.ics")
    size = app.extensions["response_caches"].feeds.size

    for query in ("q=one", "q=two", "series=", "month=2027-07", "format=online", "after=x", "x=y"):
        client.get(f"/events.ics?{query}")

    assert app.extensions["response_caches"].feeds.size == size


class TestVoid:
    """What does not take place."""

    def test_cancelled_event_leaves_feed_after_a_while(
        self, client, clock, make_event, cancel, site
    ):
        cancelled = make_event(title="One", when=at(2026, 12, 1, 10))
        postponed = make_event(title="Two", when=at(2026, 12, 1, 10))
        make_event(title="Three", when=at(2026, 12, 1, 10))
        cancel(cancelled)
        with transaction() as session:
            postpone_event(session, postponed.id, site)

        clock.advance(timedelta(days=6) + CANCELLED_KEPT_FOR)
        last_day = titles(client.get("/events.ics"))
        clock.advance(timedelta(days=1))
        after = titles(client.get("/events.ics")), titles(client.get("/events.ics?past=1"))

        assert last_day == ["Cancelled: One", "Postponed: Two", "Three"]
        assert after == (["Three"], ["Three"])

    def test_void_event_has_status_and_is_transparent(self, client, make_event, cancel):
        cancel(make_event())

        (event,) = Calendar.from_ical(client.get("/events.ics").data).walk("VEVENT")

        assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


PARAMETERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.text(st.characters(exclude_categories=("C",)), max_size=40),
        "month": st.sampled_from(["", "2027-07", "2027-08"]),
        "series": st.sampled_from(["", "dialogues"]),
        "format": st.sampled_from(["", "online", "hybrid"]),
        "past": st.sampled_from(["", "0", "1"]),
        "tentative": st.sampled_from(["", "0", "1"]),
        "lang": st.sampled_from(["", "en", "fr"]),
        "zone": st.sampled_from(["", "Asia/Calcutta", "Asia/Kolkata", "Europe/Zurich"]),
        "after": st.text(st.characters(exclude_categories=("C",)), max_size=8),
        "utm_source": st.sampled_from(["", "mail"]),
    },
)


@given(parameters=PARAMETERS, data=st.data())
def test_source_is_canonical_url(parameters, data, app, make_event, make_series):
    client = app.test_client()
    if client.get("/series/dialogues").status_code == 404:
        make_event(title="q é ß", series_id=make_series("Dialogues").id)
    pairs = data.draw(st.permutations(list(parameters.items())))
    spaced = [(name, f"  {value} " if name == "q" else value) for name, value in pairs]

    first = client.get("/events.ics", query_string=parameters)
    other = client.get("/events.ics", query_string=dict(spaced))
    by_source = client.get(source(first))

    assert first.status_code == 200
    assert other.data == first.data
    assert (by_source.data, source(by_source)) == (first.data, source(first))
    assert not {"after", "utm_source", "Asia/Calcutta"} & set(
        source(first).replace("=", "&").split("&")
    )
    assert len(source(first)) < 600

"""The organiser's list of events, with status, places and open questions of drafts."""

import re
from datetime import datetime

import pytest
from sqlalchemy import event as sa_event

from tests.events.many_events import add_events
from webinars.announcement_parser.resolution.questions import CODES
from webinars.database import db, transaction
from webinars.i18n import translator_for
from webinars.timezones.schedule import Days, Month, Timed
from webinars.web.organiser.announcements import open_questions_text

ASKED = {
    "proposed": ["title"],
    "assumed": ["end", "year"],
    "questions": [
        {"code": "day-or-month", "readings": ["Friday 7 May 2027", "Monday 5 July 2027"]}
    ],
}


@pytest.fixture
def shown(clock, signed_in):
    """Return a function that returns the page's text with single spaces."""

    def shown():
        return " ".join(signed_in.get("/organise/events").text.split())

    return shown


def test_empty_list_links_to_first_steps(shown):
    page = shown()

    assert "No events yet" in page
    assert page.count('href="/organise/events/new"') == 2


def test_open_event_shows_time_places_and_public_page(shown, clock, make_event, make_registration):
    event = make_event(capacity=4)
    make_registration(event)

    page = shown()

    assert "Friday 16 July 2027, 15:00 Geneva / 09:00 New York" in page
    assert "1 of 4 places taken" in page
    assert "3 left" in page
    assert f'href="/events/{event.slug}"' in page


def test_draft_shows_open_questions_and_no_public_page(shown, clock, make_event):
    make_event(publish=False, reading=ASKED)

    page = shown()

    assert 'href="/events/' not in page
    assert "Draft" in page
    assert "The title is proposed from the text." in page
    assert "60 minutes after the start is assumed" in page
    assert "Which number is the day and which the month?" in page
    assert "Friday 7 May 2027" in page
    assert "Monday 5 July 2027" in page


def test_past_draft_is_listed_with_upcoming_events(shown, clock, make_event):
    make_event(
        publish=False,
        title="Old draft",
        when=Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 16, 16), "UTC"),
    )

    assert "Past events" not in shown()


def test_past_events_are_collapsed_newest_first(shown, clock, make_event):
    for year in (2024, 2025):
        make_event(title=f"Meeting of {year}", when=Month(year, 4, "Europe/Zurich"))

    page = shown()

    assert page.index("Past events") < page.index("Meeting of 2025") < page.index("Meeting of 2024")


def test_each_state_has_label(shown, clock, make_event, make_registration, cancel):
    full = make_event(title="Full", capacity=1)
    make_registration(full)
    make_registration(full, email="second@example.com")
    cancel(make_event(title="Off"))
    make_event(title="Elsewhere", external_url="https://example.org/", hosted_by="Others")
    make_event(title="Vague", when=Month(2027, 4, "Europe/Zurich"), accepts_registrations=False)
    make_event(
        title="Days",
        when=Days(datetime(2027, 10, 11).date(), datetime(2027, 10, 14).date(), "Europe/Vienna"),
    )

    page = shown()

    for word in (
        "Full",
        "none left",
        "Cancelled",
        "External registration",
        "Date not set",
        "11–14 October 2027",
    ):
        assert word in page


def test_titles_are_escaped(shown, clock, make_event):
    make_event(title="<script>alert(1)</script> أميرة")

    page = shown()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; أميرة" in page


def test_query_count_does_not_depend_on_number_of_events(clock, signed_in, make_event):
    def statements():
        asked = []
        listen = lambda *args: asked.append(args[2])  # noqa: E731 - removed below by its name
        sa_event.listen(db.engine, "before_cursor_execute", listen)
        signed_in.get("/organise/events")
        sa_event.remove(db.engine, "before_cursor_execute", listen)
        return len(asked)

    make_event(title="One")
    one = statements()
    make_event(title="Two")
    make_event(title="Three")

    assert statements() == one


def test_each_parser_question_has_text():
    t = translator_for("en")
    values = [
        open_questions_text.questions({"questions": [{"code": code, "readings": []}]}, t)[0].text
        for code in CODES
    ]

    assert len(set(values)) == len(CODES)
    assert all(sentence.endswith("?") for sentence in values)


def test_long_list_is_paged_with_drafts_first(clock, signed_in, organiser):
    with transaction() as session:
        add_events(session, organiser, 400, now=clock.now())

    first = signed_in.get("/organise/events")
    later = re.search(r'href="(/organise/events\?after=[^"]+)"', first.text)[1]
    earlier = re.search(r'href="(/organise/events\?past=1[^"]+)"', first.text)[1].replace(
        "&amp;", "&"
    )
    pages = [first.text, signed_in.get(later).text, signed_in.get(earlier).text]

    assert [page.count("<tr ") for page in pages] == [102, 51, 51]
    assert [page.count("Past events") for page in pages] == [1, 0, 1]
    assert all(len(page) < 120_000 for page in pages)


@pytest.mark.parametrize("query", ["after=x", "past=1&after=1-2", "after=0-9-9-" + "9" * 300])
def test_invalid_cursor_is_a_message(clock, signed_in, query):
    answer = signed_in.get(f"/organise/events?{query}")

    assert answer.status_code == 422
    assert "Traceback" not in answer.text

"""The organiser's list of events, with status, places and open questions of drafts."""

import re
from datetime import datetime

import pytest
from sqlalchemy import event as sa_event

from tests.events.many_events import add_events
from tests.web.pages import text_of
from webinars.announcement_parser.resolution.questions import CODES
from webinars.database import db, transaction
from webinars.events.lifecycle import postpone_event
from webinars.events.models import Event
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


def links(page):
    """Return the addresses of following pages."""
    return [
        one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)" rel="next"', page.text)
    ]


def test_long_list_is_three_lists_each_with_pages_of_its_own(clock, signed_in, organiser):
    with transaction() as session:
        add_events(session, organiser, 1200, now=clock.now())

    first = signed_in.get("/organise/events")
    addresses = links(first)
    pages = [first.text, *(signed_in.get(address).text for address in addresses)]

    assert [page.count("<tr ") for page in pages] == [3 * 41, 41, 41, 41]
    states = [re.search(r"state=(\w+)", address)[1] for address in addresses]
    assert states == ["draft", "upcoming", "past"]
    assert all(len(page) < 131_000 for page in pages)
    assert "Back to the start" in pages[1]


def test_filters_are_kept_across_pages_and_in_the_form(clock, signed_in, organiser, make_series):
    series_id = make_series("Trade").id
    make_series("Health")
    with transaction() as session:
        add_events(session, organiser, 300, now=clock.now(), series_ids=(series_id,))

    wanted = f"q=webinar&state=past&series={series_id}&whose=own&sort=reversed"
    page = signed_in.get(f"/organise/events?{wanted}")
    [following] = links(page)
    second = signed_in.get(following).text

    for form in (page.text, second):
        assert 'value="webinar"' in form
        for value in ("past", str(series_id), "own", "reversed"):
            assert f'<option value="{value}" selected>' in form
        assert "Health" not in form
    assert f"&amp;series={series_id}" in page.text
    assert "Clear filters" in page.text


def test_search_finds_drafts_upcoming_and_past_events(clock, signed_in, make_event):
    make_event(title="Water in Kigali", publish=False)
    make_event(title="Air in Kigali")
    make_event(title="Fire in Kigali", when=Month(2025, 4, "Europe/Zurich"))
    make_event(title="Earth")

    page = text_of(signed_in.get("/organise/events?q=kig"))

    assert [title in page for title in ("Water", "Air", "Fire", "Earth")] == [True] * 3 + [False]
    assert page.index("Drafts Event") < page.index("Upcoming events Event")
    assert page.index("Upcoming events Event") < page.index("Past events Event")


def test_each_status_has_its_list(clock, signed_in, make_event, cancel, site):
    make_event(title="A draft", publish=False)
    make_event(title="One to come")
    make_event(title="One of before", when=Month(2025, 4, "Europe/Zurich"))
    cancel(make_event(title="One that is off"))
    postponed = make_event(title="One for later")
    with transaction() as session:
        postpone_event(session, postponed.id, site)

    def listed(state):
        page = signed_in.get(f"/organise/events?state={state}").text
        return re.findall(r"<bdi>((?:A|One) [^<]+)</bdi></a>", page)

    assert listed("draft") == ["A draft"]
    assert sorted(listed("upcoming")) == ["One for later", "One that is off", "One to come"]
    assert listed("past") == ["One of before"]
    assert listed("cancelled") == ["One that is off"]
    assert listed("postponed") == ["One for later"]


def test_choice_of_whose_events_is_for_those_who_see_others(
    clock, signed_in, as_another, another, make_event
):
    event = make_event(title="Theirs")
    make_event(title="Ours")
    with transaction() as session:
        session.get_one(Event, event.id).organiser_id = another.id

    all_events = signed_in.get("/organise/events").text
    own = signed_in.get("/organise/events?whose=own").text
    of_other = as_another.get("/organise/events").text

    assert ("Theirs" in all_events, "Theirs" in own, "Ours" in own) == (True, False, True)
    assert 'name="whose"' in all_events
    assert ("Theirs" in of_other, "Ours" in of_other, 'name="whose"' in of_other) == (
        True,
        False,
        False,
    )


def test_no_match_is_said_with_a_way_back(clock, signed_in, make_event):
    make_event()

    page = text_of(signed_in.get("/organise/events?q=nowhere&state=past"))

    assert "No events match “nowhere”" in page
    assert "Clear filters" in page


@pytest.mark.parametrize(
    ("state", "number"), [("draft", "200 drafts"), ("upcoming", "1000 events")]
)
def test_search_that_has_not_compared_all_events_goes_on(
    clock, signed_in, organiser, monkeypatch, state, number
):
    monkeypatch.setattr("webinars.events.listing.organised_list.MOST_COMPARED", 3)
    # As if the index named too many events, those of others.
    monkeypatch.setattr("webinars.events.listing.organised_list.MOST_NAMED", -1)
    with transaction() as session:
        add_events(session, organiser, 100, now=clock.now())

    page = signed_in.get(f"/organise/events?q=nowhere&state={state}")

    assert f"No match among the next {number}." in text_of(page)
    assert len(links(page)) == 1


@pytest.mark.parametrize(
    "query", ["state=x", "whose=all", "sort=title", "series=x", "series=0", "series=" + "9" * 30]
)
def test_unknown_filter_is_not_found(clock, signed_in, query):
    assert signed_in.get(f"/organise/events?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["after=x", "state=past&after=1-2", "after=0-9-9-" + "9" * 300, "q=" + "a" * 101],
)
def test_invalid_cursor_or_search_is_a_message(clock, signed_in, query):
    answer = signed_in.get(f"/organise/events?{query}")

    assert answer.status_code == 422
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("has_other_series", [True, False])
def test_chosen_series_without_own_events_stays_chosen(
    signed_in, make_event, make_series, has_other_series
):
    chosen = make_series("Trade")
    make_event(series_id=make_series("Health").id if has_other_series else None)

    page = signed_in.get(f"/organise/events?series={chosen.id}")

    assert f'<option value="{chosen.id}" selected>The chosen series</option>' in page.text
    assert '<option value="">Any</option>' in page.text

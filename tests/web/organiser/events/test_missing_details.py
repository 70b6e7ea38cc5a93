"""What an event lacks is listed on its form, its preview, its overview and in the list; it blocks nothing."""

import re
from datetime import datetime

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, stored
from tests.web.pages import at, text_of
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.events.enums import EventState, Format
from webinars.events.models import EventRole
from webinars.events.roles import Role
from webinars.timezones import clock
from webinars.timezones.schedule import Days, Month

COMPLETE = {"languages": ("English",), "capacity": 20}
LINK = ("There is no join link for people with a place.", "meeting_url")
VENUE = ("There is no venue: people see “Place to be announced”.", "place")
LANGUAGES = ("People are not told in which languages the event is held.", "languages")
PLACES = ("The number of places is not limited.", "capacity")
ASKED = [{"code": "day-or-month", "readings": ["5 July", "7 May"]}]
PAST = "The date is in the past."


def missing(page):
    """Return the sentences of each list of the page, with the fields to which they lead."""
    lists = re.findall(r'<div class="missing small">(.*?)</div>', page.text, re.S)
    return [
        [
            (" ".join(text.split()), field)
            for field, text in re.findall(r'<a href="[^"]*#([^"]+)">([^<]+)</a>', one)
        ]
        for one in lists
    ]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, [LANGUAGES, PLACES]),
        ({"meeting_url": ""}, [LINK, LANGUAGES, PLACES]),
        ({**COMPLETE, "meeting_url": "", "format": Format.HYBRID}, [LINK, VENUE]),
        ({**COMPLETE, "format": Format.IN_PERSON, "meeting_url": ""}, [VENUE]),
        ({**COMPLETE, "meeting_url": "", "accepts_registrations": False}, []),
        ({**COMPLETE, "when": at(2025, 6, 1, 15)}, [(PAST, "date")]),
        (
            {
                **COMPLETE,
                "when": Days(datetime(2025, 6, 1).date(), datetime(2025, 6, 2).date(), "UTC"),
            },
            [(PAST, "first")],
        ),
        ({**COMPLETE, "when": Month(2025, 6, "UTC")}, [(PAST, "month")]),
        (
            {**COMPLETE, "reading": {"assumed": ["end"]}},
            [("The end is assumed: the announcement does not state it.", "end")],
        ),
        (COMPLETE, []),
    ],
)
def test_draft_lists_what_it_lacks_with_links_to_its_fields(
    signed_in, make_event, details, expected
):
    event = make_event(publish=False, **details)

    page = signed_in.get(f"/organise/events/{event.id}/edit")

    # Beside the buttons, and carried by the preview.
    assert missing(page) == ([expected] * 2 if expected else [])
    assert ("Nothing is missing." in text_of(page)) == (not expected)
    for _, field in expected:
        assert f'id="{field}"' in page.text


def test_account_without_a_name_lacks_a_contact(signed_in, make_event, organiser):
    event = make_event(publish=False, **COMPLETE)
    with transaction() as session:
        session.merge(event).contact_name = ""

    page = signed_in.get(f"/organise/events/{event.id}/edit")

    assert missing(page)[0] == [
        (
            "There is no contact: people do not see whom to ask.",
            "contact_name",
        )
    ]


def test_contact_left_empty_is_the_account_or_stays_as_it_was(signed_in, make_event):
    event = make_event()
    token = token_of(signed_in.get("/organise/events/new"))
    fields = {**FILLED, "csrf_token": token, "contact_name": "", "contact_email": ""}

    new = signed_in.post("/organise/events/preview", data=fields)
    edited = signed_in.post(f"/organise/events/preview?event={event.id}", data=fields)

    assert [missing(page) for page in (new, edited)] == [
        [[("There is no contact: people see your name and address.", "contact_name")]],
        [[("There is no contact: the name and address saved before stay.", "contact_name")]],
    ]


# The stored end is 16:30.
@pytest.mark.parametrize(
    ("questions", "end", "is_assumed", "is_still_assumed"),
    [
        ([], "16:30", True, False),
        ([], "17:00", False, False),
        (ASKED, "16:30", True, True),
        (ASKED, "17:00", False, False),
    ],
)
def test_end_is_assumed_until_the_organiser_sets_it(
    signed_in, write, make_event, questions, end, is_assumed, is_still_assumed
):
    reading = {"proposed": ["title"], "assumed": ["end", "place"], "questions": questions}
    event = make_event(publish=False, reading=reading)
    token = token_of(signed_in.get("/organise/events/new"))
    previewed = {**FILLED, "csrf_token": token, "end": end}

    preview = signed_in.post(f"/organise/events/preview?event={event.id}", data=previewed)
    write(event.id, end=end)

    assert ("The end is assumed" in preview.text) == is_assumed
    saved = stored(event.id).reading
    assert saved["assumed"] == (["end", "place"] if is_still_assumed else ["place"])
    assert (saved["proposed"], saved["questions"]) == (["title"], questions)


def test_preview_lists_what_the_form_lacks(signed_in):
    token = token_of(signed_in.get("/organise/events/new"))
    fields = {**FILLED, "csrf_token": token, "meeting_url": "", "languages": ""}

    page = signed_in.post("/organise/events/preview", data=fields)
    complete = signed_in.post("/organise/events/preview", data={**FILLED, "csrf_token": token})
    without_date = signed_in.post("/organise/events/preview", data={**fields, "date": ""})

    assert missing(page) == [[LINK, LANGUAGES]]
    assert "Nothing is missing." in complete.text
    assert 'class="missing' not in without_date.text


def test_nothing_of_it_keeps_an_event_from_being_published(write):
    answer = write(
        do="publish", meeting_url="", languages="", capacity="", date="2025-06-17", year="2025"
    )

    event_id = int(re.search(r"/events/(\d+)/", answer.location)[1])
    assert stored(event_id).state is EventState.PUBLISHED


def test_published_event_lists_what_is_still_missing_until_it_is_over(
    signed_in, make_event, cancel
):
    coming = make_event(meeting_url="")
    over = make_event(meeting_url="", when=at(2025, 6, 1, 15))
    off = make_event(meeting_url="")
    cancel(off)

    pages = [signed_in.get(f"/organise/events/{event.id}/edit") for event in (coming, over, off)]

    assert [missing(page)[:1] for page in pages] == [[[LINK, LANGUAGES, PLACES]], [], []]
    assert "Still missing" in text_of(pages[0])


@pytest.mark.parametrize(("role", "has_links"), [(Role.EDITOR, True), (Role.VIEWER, False)])
def test_overview_links_to_the_form_only_for_those_who_may_change_it(
    as_another, another, make_event, role, has_links
):
    event = make_event(publish=False)
    with transaction() as session:
        session.get_one(Organiser, another.id).has_roles = True
        given = {"organiser_id": another.id, "given_at": clock.now()}
        session.add(EventRole(event_id=event.id, role=role, **given))

    page = as_another.get(f"/organise/events/{event.id}")

    assert LANGUAGES[0] in text_of(page)
    assert (f"/organise/events/{event.id}/edit#languages" in page.text) == has_links


def test_list_names_what_drafts_lack(signed_in, make_event):
    make_event(publish=False, meeting_url="")
    make_event(title="Public", meeting_url="")

    page = text_of(signed_in.get("/organise/events"))

    assert page.count("Not given yet: join link, languages, number of places.") == 1

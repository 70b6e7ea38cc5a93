"""Passcodes and meeting links never become public unless the organiser confirms it."""

import pytest

from tests.web.organiser.conftest import all_stored, stored
from tests.web.pages import text_of
from webinars.events.enums import EventState
from webinars.events.exposed_passcodes import ACCEPTED

SECRETS = ("445566", "812 3456 7890", "81234567890", "sesame")
TITLE = "Water talk\n\nFriday 16 July 2027, 15:00-16:30 Geneva / 9:00 New York\n\nA talk about water.\n\n"
MONTH = "Water talk\n\nMay 2027\n\nA talk about water.\n\n"
SHAPES = [
    "All sessions: Zoom. Meeting ID 812 3456 7890, Passcode 445566",
    "Where: Zoom, Meeting ID 812 3456 7890, Passcode: 445566",
    "Zoom: https://zoom.us/j/81234567890?pwd=sesame (ID 812 3456 7890, passcode 445566)",
    "ID de réunion : 812 3456 7890 - code secret : 445566",
    "Reunión por Zoom, ID de reunión: 812 3456 7890, contraseña: 445566 (clave 445566)",
    "<p>Meeting ID</p><table><tr><td>Passcode</td><td>445566</td></tr></table>",
    "Dial-in +41 22 555 01 23, access code 445566#\n+41225550123,,81234567890#,,,,*445566#",
]


def public_texts(browser, event):
    """Return all public output about an event."""
    paths = (
        "/",
        f"/events/{event.slug}",
        f"/events/{event.slug}.ics",
        "/events.ics",
        "/events.atom",
        "/events.json",
        "/?q=445566",
        "/?q=passcode",
    )
    answers = {path: browser.get(path) for path in paths}
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    return {path: answer.text.replace("\r\n ", "") for path, answer in answers.items()}


@pytest.mark.parametrize("head", [TITLE, MONTH])
@pytest.mark.parametrize("shape", SHAPES)
def test_passcode_of_announcement_is_in_no_public_output(app, signed_in, paste, head, shape):
    read = paste(f"{head}{shape}")
    paste(on=read, do="publish")

    [event] = all_stored()
    told = public_texts(app.test_client(), event)
    assert event.state is EventState.PUBLISHED
    searched = told.pop("/?q=445566") + told.pop("/?q=passcode")
    assert [(path, item) for path, text in told.items() for item in SECRETS if item in text] == []
    assert event.slug not in searched
    assert "Left out of the public text: “" in text_of(read)
    assert "445566" in str(event.reading["left_out"])
    assert "Left out of the public text: “" in text_of(
        signed_in.get(f"/organise/events/{event.id}/edit")
    )


def test_passcode_in_form_shows_error_at_its_field(write):
    answer = write(do="publish", description="Come!\n\nMeeting ID 812 3456 7890, passcode 445566")

    words = text_of(answer)
    assert answer.status_code == 422
    assert (
        "“Meeting ID 812 3456 7890”, “passcode 445566” would give everyone access to the meeting. Remove it "
        "from this text, or confirm at the top of the form that everyone may know it." in words
    )
    assert 'id="description-error"' in answer.text
    assert "passcode 445566</textarea>" in answer.text
    assert all_stored() == []


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Water talk, passcode 445566"},
        {"description": "[Join](https://zoom.us/j/1)"},
        {"format": "in_person", "place": "Room 2, PIN 445566"},
        {"hosted_by": "Others (password: sesame)"},
        {"link_url_1": "https://zoom.us/j/1?pwd=s", "link_text_1": "Join"},
        {"link_url_1": "https://example.org/", "link_text_1": "Passcode 445566"},
    ],
)
def test_every_public_field_is_checked_for_passcodes(write, values):
    answer = write(**values)

    assert answer.status_code == 422
    assert "would give everyone access to the meeting" in answer.text
    assert all_stored() == []


def test_confirmed_public_passcode_is_not_asked_about_again(write):
    open_to_all = "Open to all. Passcode 445566"
    write(do="publish", description=open_to_all, public_access="y")
    [event] = all_stored()

    again = write(event.id, description=open_to_all, title="Another title")
    more = write(event.id, description=f"{open_to_all}, PIN 998877", title="A third title")

    assert (event.state, event.reading[ACCEPTED]) == (EventState.PUBLISHED, ["Passcode 445566"])
    assert again.status_code == 303
    assert more.status_code == 422
    assert "“PIN 998877” would give everyone access to the meeting." in text_of(more)


def test_meeting_link_is_allowed_without_registration(write):
    answer = write(
        do="publish", description="Join: https://zoom.us/j/1", without=["accepts_registrations"]
    )

    assert answer.status_code == 303


def test_draft_with_passcode_is_not_published_from_list(make_event, press):
    event = make_event(publish=False, description="Passcode 445566")

    answer = press(f"/organise/events/{event.id}/publication")

    assert answer.status_code == 409
    assert "The public text contains a passcode or a meeting link" in answer.text
    assert stored(event.id).state is EventState.DRAFT

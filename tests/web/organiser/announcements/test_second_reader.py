"""The second reader on the page: asked only if the box is ticked, and its questions stay until answered."""

import html
import re

import pytest

from tests.second_reader.answers import event
from tests.second_reader.server import chat, http, playing
from tests.web.organiser.announcements.pasting import CLEAR, PATH, buttons, carried
from tests.web.organiser.conftest import all_stored
from tests.web.pages import text_of
from webinars.events.enums import EventState

TEXT = (
    CLEAR
    + "\n\nWe usually meet again on 3 September 2027 at 10:00, Vienna time.\n\nPasscode: tulip77"
)
AGAIN = event(
    "2027-09-03T10:00", "3 September 2027", "10:00, Vienna time", title="We usually meet again"
)
OTHER_HOUR = event("2027-07-16T10:00", "16 July 2027", "10:00", title="Water talk")
OTHER_TITLE = event("2027-07-16T15:00", "16 July 2027, 15:00-16:30", title="A talk about water")
NOTE = "The language model at 127.0.0.1 has read the text too."
SILENT = "The language model did not answer, so only this site has read the text."


@pytest.fixture
def reader(app, monkeypatch):
    """Run a second reader; its attribute answer is what it answers."""
    with playing(lambda handler: handler.wfile.write(server.answer)) as server:
        server.answer = chat({"events": []})
        monkeypatch.setitem(app.extensions, "second_reader", server.endpoint)
        yield server


@pytest.fixture
def consult(paste, reader):
    """Return a function that submits a text with the box ticked, and a second reader that answers so."""

    def consult(*events, text=TEXT):
        reader.answer = chat({"events": list(events)})
        return paste(text, asks_reader="y")

    return consult


def proposals_on(page):
    """Return the hidden fields about the second reader."""
    match = re.search(r'name="proposals" type="hidden" value="([^"]*)"', page.text)
    is_ticked = '<input type="hidden" name="asks_reader" value="y">' in page.text
    return {"proposals": html.unescape(match[1]), **({"asks_reader": "y"} if is_ticked else {})}


def test_page_has_no_box_without_a_second_reader(signed_in, paste):
    assert "language model" not in signed_in.get(PATH).text
    assert "language model" not in paste(TEXT, asks_reader="y").text


def test_page_names_the_host_before_a_text_is_sent(signed_in, reader):
    page = signed_in.get(PATH)

    assert (
        "the text is sent to a language model at 127.0.0.1, without recognised passcodes"
        in text_of(page)
    )
    assert re.search(r'<input [^>]*name="asks_reader"[^>]*>', page.text)
    assert "checked" not in re.search(r'<input [^>]*name="asks_reader"[^>]*>', page.text)[0]
    assert reader.requests == []


def test_text_is_sent_only_if_the_box_is_ticked(paste, reader):
    paste(TEXT)
    assert reader.requests == []

    paste(TEXT, asks_reader="y")

    [request] = reader.requests
    assert "We usually meet again" in request.messages[1]["content"]
    assert "tulip77" not in request.body.decode()


def test_expired_form_sends_nothing(signed_in, reader):
    signed_in.post(PATH, data={"csrf_token": "x", "do": "read", "text": TEXT, "asks_reader": "y"})

    assert reader.requests == []


def test_text_is_sent_once(paste, consult, reader):
    page = consult(AGAIN)

    later = paste(on=page, do="look", **proposals_on(page))
    saved = paste(on=later, do="save", **proposals_on(later))

    assert saved.status_code == 303
    assert len(reader.requests) == 1
    assert NOTE in page.text
    assert NOTE in later.text


def test_agreement_leaves_the_page_without_questions(consult):
    page = consult(
        event("2027-07-16T15:00", "16 July 2027, 15:00-16:30 Geneva", title="Water talk")
    )

    assert buttons(page, "answer") == []
    assert NOTE in page.text


def test_different_time_is_asked_and_published_only_after_the_answer(paste, consult):
    page = consult(OTHER_HOUR, text=CLEAR + " Doors open at 10:00.")
    first, second, doors = buttons(page, "answer")

    too_early = paste(on=page, do="publish", **proposals_on(page))
    event_of_too_early = all_stored()[0]
    answered = paste(on=page, do=second, **proposals_on(page))

    assert (first, second) == (
        "answer 1:readers-differ:first-reader",
        "answer 1:readers-differ:second-reader",
    )
    assert "The language model reads a different time in the text. Which one is right?" in page.text
    assert (too_early.status_code, event_of_too_early.state) == (303, EventState.DRAFT)
    assert event_of_too_early.local_start.hour == 15
    assert buttons(answered, "answer") == [doors]
    assert "as the language model reads it" in answered.text
    published = paste(on=answered, do="publish", **proposals_on(answered))
    assert published.status_code == 303
    assert sorted(event.local_start.hour for event in all_stored()) == [10, 15]


def test_answer_can_be_changed(paste, consult):
    page = consult(OTHER_HOUR, text=CLEAR + " Doors open at 10:00.")
    answered = paste(on=page, do=buttons(page, "answer")[1], **proposals_on(page))

    again = paste(on=answered, do=buttons(answered, "ask")[0], **proposals_on(answered))

    assert buttons(again, "answer") == buttons(page, "answer")


def test_event_of_the_second_reader_is_a_question(paste, consult):
    page = consult(AGAIN)

    [button] = buttons(page, "answer")
    saved = paste(on=page, do="save", **proposals_on(page))

    assert button == "answer 2:second-reader-only:second-reader"
    assert "Only the language model found this. Is it an event?" in page.text
    assert saved.status_code == 303
    stored = {event.title: event for event in all_stored()}
    assert stored.keys() == {"Water talk", "We usually meet again"}
    assert stored["We usually meet again"].reading["questions"][0]["code"] == "second-reader-only"


def test_title_of_the_second_reader_is_chosen(paste, consult):
    page = consult(OTHER_TITLE)
    assert carried(page)["title_1"] == "Water talk"

    answered = paste(on=page, do=buttons(page, "answer")[1], **proposals_on(page))

    assert "The language model reads a different title. Which one is right?" in page.text
    assert carried(answered)["title_1"] == "A talk about water"


@pytest.mark.parametrize(
    "answer", [http("no", "500 Broken"), http("x" * 2**20), chat("Gladly!"), b""]
)
def test_failing_reader_changes_nothing_but_a_note(paste, reader, answer):
    alone = paste(TEXT)
    reader.answer = answer

    page = paste(TEXT, asks_reader="y")

    assert page.status_code == 200
    assert SILENT in page.text
    assert carried(page) == carried(alone)
    assert buttons(page, "answer") == buttons(alone, "answer")


def test_box_stays_ticked_while_the_text_is_edited(paste, consult):
    page = consult(AGAIN)

    edited = paste(on=page, do="text", **proposals_on(page))

    assert re.search(r'<input [^>]*checked[^>]*name="asks_reader"[^>]*>', edited.text)


@pytest.mark.parametrize(
    "damaged", ["", "{", "[]", '{"events": 1}', '{"events": [{"schedule": 1}]}', "\u202e"]
)
def test_damaged_proposals_are_ignored(paste, consult, damaged):
    page = consult(AGAIN)

    later = paste(on=page, do="look", proposals=damaged)

    assert later.status_code == 422
    assert "The text is read differently now than when you saw these drafts." in later.text
    assert "We usually meet again" not in carried(later).get("title_2", "")


def test_forged_proposals_add_no_words_of_their_own(paste, reader):
    forged = (
        '{"events": [{"schedule": {"precision": "timed", "start": "2027-12-24T12:00"}, "title": "Party", \
"quotations": {"schedule": ["24 December 2027, 12:00"], "title": ["Party"]}}]}'
    )

    page = paste(TEXT, do="look", proposals=forged)

    assert "Party" not in re.sub(r'value="[^"]*"', "", page.text)
    assert "title_2" not in carried(page)


def test_privacy_page_names_the_host(client, reader):
    page = text_of(client.get("/privacy"))

    assert (
        "an organiser can have a language model at 127.0.0.1 read the text of an announcement"
        in page
    )


def test_privacy_page_omits_the_second_reader_without_one(client):
    assert "language model" not in client.get("/privacy").text

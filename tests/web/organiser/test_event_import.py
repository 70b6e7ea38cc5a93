"""The pages of an import: choose, preview, save; what is refused and kept."""

import io
import re
import zlib
from base64 import b64encode

import pytest
from sqlalchemy import select

from tests.event_import.sources import calendar, vevent
from tests.web.conftest import token_of
from webinars.database import db, transaction
from webinars.event_import.source_events import MAX_BYTES
from webinars.events.enums import EventState
from webinars.events.models import Event

PATH = "/organise/import"
FILE = calendar(vevent(), vevent("UID:b@example.org", "SUMMARY:Air talk"))


def packed(content):
    """Return bytes as the preview carries them."""
    return b64encode(zlib.compress(content)).decode()


@pytest.fixture
def choose(signed_in):
    """Return a function that uploads a file."""

    def choose(uploaded, /, name="list.ics", **fields):
        data = {"do": "read", "csrf_token": token_of(signed_in.get(PATH)), **fields}
        if uploaded is not None:
            data["file"] = (io.BytesIO(uploaded), name)
        return signed_in.post(PATH, data=data, content_type="multipart/form-data")

    return choose


@pytest.fixture
def save(signed_in, hidden_fields):
    """Return a function that submits the preview of a response."""

    def save(response, **changes):
        data = {**hidden_fields(response.text), "do": "save", **changes}
        return signed_in.post(PATH, data=data, content_type="multipart/form-data")

    return save


@pytest.fixture
def hidden_fields():
    """Return a function that returns the hidden fields of the form of an import."""

    def hidden_fields(page):
        fields = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
        pairs = (
            (re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one))
            for one in fields
        )
        return {name[1]: value[1] if value else "" for name, value in pairs if name}

    return hidden_fields


def stored():
    db.session().rollback()
    return list(db.session().scalars(select(Event).order_by(Event.id)))


def test_file_is_previewed_then_saved_as_drafts(choose, save, signed_in):
    preview = choose(FILE)
    before = stored()
    saved = save(preview)

    assert preview.status_code == 200
    assert "2 events found in list.ics." in " ".join(preview.text.split())
    assert before == []
    assert (saved.status_code, saved.location) == (303, "/organise/events?drafts=2")
    assert [event.title for event in stored()] == ["Water talk", "Air talk"]
    assert "2 drafts saved." in signed_in.get(saved.location).text


def test_events_are_published_into_a_series_by_choice(choose, save):
    preview = choose(FILE, publishes="y", series="Water")
    saved = save(preview)

    assert "There is no body or series “Water” yet." in preview.text
    assert saved.location == "/organise/events?published=2"
    assert {event.state for event in stored()} == {EventState.PUBLISHED}
    assert len({event.series_id for event in stored()}) == 1


def test_preview_says_how_many_people_are_told_and_asks_again_if_that_changes(
    choose, save, make_registration
):
    save(choose(FILE, publishes="y"))
    make_registration(stored()[0])
    moved = FILE.replace(b"20270301T140000", b"20270301T133000", 1)

    preview = choose(moved)
    make_registration(stored()[0], email="b@example.com")
    stale = save(preview)
    saved = save(stale)

    assert "If you save, 1 registered person is told by e-mail" in preview.text
    assert stale.status_code == 409
    assert "If you save, 2 registered people are told by e-mail" in stale.text
    assert saved.location == "/organise/events?changed=1"


def test_zone_is_asked_for_where_times_name_none(choose, signed_in, hidden_fields):
    preview = choose(calendar(vevent("DTSTART:20270301T140000")))
    fields = {**hidden_fields(preview.text), "do": "read", "zone": "Asia/Tokyo"}
    again = signed_in.post(PATH, data=fields, content_type="multipart/form-data")

    assert "Its time names no time zone." in preview.text
    assert 'name="zone"' in preview.text
    assert "Monday 1 March 2027, 14:00 Tokyo" in again.text


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        (None, {}, "Choose a file, or enter an address."),
        (b"\0", {}, "This file is not text."),
        (None, {"content": packed(b"a" * 50 * MAX_BYTES)}, "At most 1024 KB are read"),
        (None, {"address": "http://127.0.0.1/a.ics"}, "leads into a private network"),
        (None, {"address": "https://[example.org/a.ics"}, "address"),
        (None, {"address": "ftp://example.org/a.ics", "series": "Kept"}, "address"),
        (None, {"content": "no base64!"}, "Choose a file, or enter an address."),
    ],
)
def test_what_cannot_be_read_is_a_sentence_at_its_field(choose, content, fields, sentence):
    answer = choose(content, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    entered = (value for name, value in fields.items() if name != "content")
    assert all(value in answer.text for value in entered)


def test_event_that_is_refused_while_saving_is_listed(choose, save, organiser):
    preview = choose(calendar(vevent("SUMMARY:Good"), vevent("UID:c", "SUMMARY:")))
    saved = save(preview)

    assert saved.status_code == 200
    assert "Enter a title." in saved.text
    assert [event.title for event in stored()] == ["Good"]


def test_account_that_may_not_create_events_finds_no_such_page(signed_in, organiser):
    with transaction() as session:
        account = session.merge(organiser)
        account.is_admin = False
        account.may_create_events = False

    assert signed_in.get(PATH).status_code == 404
    assert "organise/import" not in signed_in.get("/organise/events").text


def test_history_names_the_file(choose, save, signed_in):
    save(choose(FILE, name="old list.ics"))

    page = signed_in.get(f"/organise/events/{stored()[0].id}/history").text

    assert "Imported" in page
    assert "old list.ics" in page

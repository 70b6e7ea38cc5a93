"""Erased data is in no byte of the SQLite file or its log, not even in free or overwritten pages."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.questions.asking import ask, give
from webinars.comments import erasure, submission
from webinars.comments.models import Comment
from webinars.database import db, transaction
from webinars.events.lifecycle import discard_draft
from webinars.questions.question_spec import Upload
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.registrant.details_change import change_details

NEEDLES = (
    "Needlename", "needleaddress", "Needleaffiliation", "needlenew", "Needleanswer", "NEEDLEFILE",
    "Needlenote", "Needlecomment", "needlewriter", "Needletitle",
)  # fmt: skip
PDF = b"%PDF-1.7 " + b"NEEDLEFILE " * 20_000


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def stored_needles(app):
    """Return a function that returns which needles the bytes of the database and its log contain."""
    path = Path(app.config["DATA_DIR"]) / "webinars.db"

    def stored_needles():
        # Wait for other connections to finish reading.
        db.session.rollback()
        stored = b"".join(
            item.read_bytes() for item in path.parent.iterdir() if item.name.startswith(path.name)
        )
        return [needle for needle in NEEDLES if needle.encode().lower() in stored.lower()]

    return stored_needles


def test_erased_registration_leaves_no_byte(make_event, make_registration, deliver, stored_needles):
    event = make_event()
    question, file = ask(event, label="Why?"), ask(event, "file", label="CV")
    place = make_registration(
        event, name="Needlename", email="needleaddress@example.org", affiliation="Needleaffiliation"
    )
    give(place, {question: "Needleanswer " * 20, file: Upload("NEEDLEFILE.pdf", PDF)})
    with transaction() as session:
        change_details(
            session, place.id, name=place.name, email="needlenew@example.org", timezone=place.timezone,
            affiliation=place.affiliation, language=place.language,
        )  # fmt: skip
        session.get_one(Registration, place.id).internal_note = "Needlenote"
    deliver()
    before = stored_needles()

    with transaction() as session:
        erase_registrant(session, place.id)
    deliver()

    assert before == ["Needlename", "needleaddress", "Needleaffiliation", "needlenew", "Needleanswer", "NEEDLEFILE", "Needlenote"]  # fmt: skip
    assert stored_needles() == []


def test_erased_comment_leaves_no_byte(make_event, deliver, stored_needles):
    event = make_event(terms={"accepts_comments": True})
    with transaction() as session:
        submission.submit_comment(
            session, event_id=event.id, name="Needlename", email="needlewriter@example.org",
            text="Needlecomment", language="en",
        )  # fmt: skip
    deliver()
    before = stored_needles()

    with transaction() as session:
        erasure.erase_comment(session, session.scalar(select(Comment.id)))
    deliver()

    assert before == ["Needlename", "Needlecomment", "needlewriter"]
    assert stored_needles() == []


def test_log_in_use_is_emptied_by_the_next_erasure(
    make_event, make_registration, deliver, stored_needles, monkeypatch
):
    monkeypatch.setattr("webinars.database._CHECKPOINT_BUSY_MILLISECONDS", 1)
    place = make_registration(make_event(), name="Needlename")
    deliver()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM registrations"))
        with transaction() as session:
            erase_registrant(session, place.id)
        meanwhile = stored_needles()

    deliver()  # the calendar was sent a CANCEL, and the last data is deleted

    assert meanwhile == ["Needlename"]
    assert stored_needles() == []


def test_deleted_draft_leaves_no_byte(make_event, stored_needles):
    event = make_event(publish=False, title="Needletitle")
    before = stored_needles()

    with transaction() as session:
        discard_draft(session, event.id)

    assert before == ["Needletitle"]
    assert stored_needles() == []

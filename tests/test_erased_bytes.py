"""What is erased is in no byte of the SQLite file or its log: not in a free page, not in what was overwritten."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.questions.asking import ask, give
from webinars.comments import actions as comments
from webinars.comments.models import Comment
from webinars.database import db, transaction
from webinars.events.actions import discard_draft
from webinars.questions.rules import Upload
from webinars.registrations.actions import change_details, erase

NEEDLES = (
    "Needlename", "needleaddress", "Needleaffiliation", "needlenew", "Needleanswer", "NEEDLEFILE",
    "Needlecomment", "needlewriter", "Needletitle",
)  # fmt: skip
PDF = b"%PDF-1.7 " + b"NEEDLEFILE " * 20_000


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def found(app):
    """Give an action that returns which needles the bytes of the database and its log hold."""
    path = Path(app.config["DATA_DIR"]) / "webinars.db"

    def found():
        # Another page of the program may be open meanwhile; nobody reads in the middle of something.
        db.session.rollback()
        stored = b"".join(
            each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name)
        )
        return [needle for needle in NEEDLES if needle.encode().lower() in stored.lower()]

    return found


def test_a_registration_that_is_erased_leaves_no_byte(
    make_event, make_registration, deliver, found
):
    event = make_event()
    question, file = ask(event, label="Why?"), ask(event, "file", label="CV")
    place = make_registration(
        event, name="Needlename", email="needleaddress@example.org", affiliation="Needleaffiliation"
    )
    give(place, {question: "Needleanswer " * 20, file: Upload("NEEDLEFILE.pdf", PDF)})
    with transaction() as session:
        change_details(
            session, place.id, name=place.name, email="needlenew@example.org", zone=place.zone,
            affiliation=place.affiliation, language=place.language,
        )  # fmt: skip
    deliver()
    before = found()

    with transaction() as session:
        erase(session, place.id)
    deliver()

    assert before == ["Needlename", "needleaddress", "Needleaffiliation", "needlenew", "Needleanswer", "NEEDLEFILE"]  # fmt: skip
    assert found() == []


def test_a_comment_that_is_erased_leaves_no_byte(make_event, deliver, found):
    event = make_event(terms={"accepts_comments": True})
    with transaction() as session:
        comments.submit_comment(
            session, event_id=event.id, name="Needlename", email="needlewriter@example.org",
            text="Needlecomment", language="en",
        )  # fmt: skip
    deliver()
    before = found()

    with transaction() as session:
        comments.erase_comment(session, session.scalar(select(Comment.id)))
    deliver()

    assert before == ["Needlename", "Needlecomment", "needlewriter"]
    assert found() == []


def test_a_log_that_somebody_reads_meanwhile_is_emptied_by_the_next_erasure(
    make_event, make_registration, deliver, found, monkeypatch
):
    monkeypatch.setattr("webinars.database._CHECKPOINT_BUSY_MILLISECONDS", 1)
    place = make_registration(make_event(), name="Needlename")
    deliver()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM registrations"))
        with transaction() as session:
            erase(session, place.id)
        meanwhile = found()

    deliver()  # the calendar has been told, and the last traces go

    assert meanwhile == ["Needlename"]
    assert found() == []


def test_a_draft_that_is_removed_leaves_no_byte(make_event, found):
    event = make_event(publish=False, title="Needletitle")
    before = found()

    with transaction() as session:
        discard_draft(session, event.id)

    assert before == ["Needletitle"]
    assert found() == []

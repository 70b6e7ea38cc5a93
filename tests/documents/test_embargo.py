"""Changing an embargo: to the second, and never over what somebody could read already."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.links import link_token
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.database import db, transaction
from webinars.documents import lifting
from webinars.documents.access import EVERYONE, Reader, check_readable
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.editing import change_document, create_document, publish_document
from webinars.documents.enums import DocumentAccess, DocumentType, Stage
from webinars.documents.models import Document
from webinars.documents.secret_links import replace_secret_link
from webinars.documents.versions import add_version
from webinars.errors import InvalidInputError, NotFoundError
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock as the_clock

# Between the two, clocks in New York go forward by an hour.
UNTIL, EARLIER = (datetime(2027, 3, day, 14, tzinfo=UTC) for day in (15, 13))
SECOND = timedelta(seconds=1)


@pytest.fixture
def details(clock, make_event):
    return DocumentDetails(
        title="Report", symbol="A/1", document_type=DocumentType.REPORT, stage=Stage.BEFORE,
        event_id=make_event().id, embargo_until=UNTIL, embargo_timezone="America/New_York",
    )  # fmt: skip


@pytest.fixture
def stored(details):
    """Publish a document under embargo with one version; return the ids of both."""
    with transaction() as session:
        document = create_document(session, details)
        content = Content(url="https://example.org/a.pdf")
        version = add_version(session, document.id, VersionKey("en"), content=content)
        publish_document(session, document.id)
        return document.id, version.id


def change(document_id, details):
    with transaction() as session:
        revision = session.get_one(Document, document_id).revision
        change_document(session, document_id, details, revision=revision)


def is_readable(version_id, at, reader=EVERYONE):
    the_clock.stop(at)
    db.session.rollback()
    try:
        check_readable(db.session(), version_id, reader, the_clock.now())
    except NotFoundError:
        return False
    return True


def queued():
    db.session.rollback()
    wanted = select(Message.due_at).where(
        Message.topic == lifting.TOPIC, Message.state == MessageState.QUEUED
    )
    return list(db.session().scalars(wanted))


@pytest.mark.parametrize("until", [EARLIER, UNTIL, UNTIL + SECOND])
def test_changed_embargo_ends_at_its_second(stored, details, until):
    document_id, version_id = stored

    change(document_id, replace(details, embargo_until=until))

    assert queued() == [until]
    assert [is_readable(version_id, at) for at in (until - SECOND, until)] == [False, True]


def test_embargo_without_an_end_is_over_at_once(stored, details):
    document_id, version_id = stored
    assert not is_readable(version_id, the_clock.now())

    change(document_id, replace(details, embargo_until=None))

    assert queued() == []
    assert is_readable(version_id, the_clock.now())


def test_no_embargo_in_the_past_or_on_what_could_be_read(stored, details, clock):
    document_id, _version_id = stored
    with pytest.raises(InvalidInputError, match="embargo-is-past"):
        change(document_id, replace(details, embargo_until=clock.now()))

    clock.stop(UNTIL)
    with pytest.raises(InvalidInputError, match="embargo-on-public"):
        change(document_id, replace(details, embargo_until=UNTIL + SECOND))
    change(document_id, replace(details, title="Another title"))
    change(document_id, replace(details, embargo_until=None))
    with pytest.raises(InvalidInputError, match="embargo-on-public"):
        change(document_id, replace(details, embargo_until=UNTIL + SECOND))


def test_secret_link_is_issued_with_its_access_and_can_be_replaced(stored, details):
    document_id, version_id = stored
    change(document_id, replace(details, access=DocumentAccess.LINK))
    token = link_token(Purpose.DOCUMENT, document_id)
    with transaction() as session:
        link = resolve_token(session, Purpose.DOCUMENT, token)
        assert link.subject_id == document_id
        replace_secret_link(session, session.get_one(Document, document_id))

    assert resolve_token(db.session(), Purpose.DOCUMENT, token) is None
    assert [
        is_readable(version_id, UNTIL, one) for one in (EVERYONE, Reader(document_id=document_id))
    ] == [
        False,
        True,
    ]

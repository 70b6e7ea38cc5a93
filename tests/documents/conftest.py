"""Factories of documents."""

import pytest

from webinars.database import db, transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.models import Document
from webinars.events.models import Series


@pytest.fixture
def overrides(database_url):
    """Run on SQLite, and on PostgreSQL what tests.postgres.on_both_databases marks."""
    return {"DATABASE_URL": database_url}


@pytest.fixture
def body(make_series):
    """Create a body whose page is public."""
    return published(make_series("Conference of the Parties"))


@pytest.fixture
def make_document(clock, body):
    """Return a factory of documents with the languages that are out as links, published by default."""
    return lambda languages=("en",), **values: create(body, languages, **values)


def published(body):
    """Publish the page of a body."""
    with transaction() as session:
        session.get_one(Series, body.id).is_published = True
    return body


def create(body, languages=("en",), *, publishes=True, due=(), **values):
    """Create a document of a body, or of an event, and return it."""
    details = details_of(body, **values)
    with transaction() as session:
        made_id = editing.create_document(session, details).id
        for language in languages:
            content = Content(url=f"https://example.org/{made_id}-{language}.pdf", pages=3)
            versions.add_version(session, made_id, VersionKey(language), content=content)
        for language, day in dict(due).items():
            versions.add_version(session, made_id, VersionKey(language), due_on=day)
        if publishes:
            editing.publish_document(session, made_id)
    return stored(made_id)


def details_of(body, **values):
    """Return the details of a report of a body."""
    defaults = {
        "title": "Report of the session",
        "symbol": "CTOC/COP/2020/1",
        "document_type": DocumentType.REPORT,
        "stage": Stage.AFTER,
        "series_id": None if "event_id" in values else body.id,
    }
    return DocumentDetails(**{**defaults, **values})


def stored(document_id):
    """Return a document as it is now."""
    db.session.rollback()
    return db.session.get_one(Document, document_id)

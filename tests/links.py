"""Private links as pages and e-mails contain them, read or derived from the database."""

from flask import current_app
from sqlalchemy.orm import Session

from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.live_links import LiveLinks
from webinars.capabilities.queries import issued_capabilities
from webinars.capabilities.tokens import digest_of
from webinars.database import Base, db


def link_token(purpose, subject_id, key=None):
    """Return the token of a subject's live link; create the link for rows that a test inserted."""
    purpose = Purpose(purpose)
    with _session() as session:
        if not issued_capabilities(session, (purpose,), [subject_id]):
            link_creation.issue_links(
                session, (purpose,), [(subject_id, _event_id(session, purpose, subject_id))]
            )
        links = LiveLinks(session, _keys(key))
        token = links.token(purpose, subject_id)
        links.record_tokens()
        session.commit()
    return token


def reply_token(registration_id, key=None):
    """Return the token in the reply address of a registration."""
    table = Base.metadata.tables["registrations"]
    with _session() as session:
        row = session.execute(table.select().where(table.c.id == registration_id)).one()
        links = LiveLinks(session, _keys(key))
        token = links.reply_token(row.event_id, row.address)
        links.record_tokens()
        session.commit()
    return token


def _keys(key):
    return (key,) if key else current_app.extensions["site"].keys


def _session():
    session = Session(db.engine)
    session.connection(execution_options={"writes": True})
    return session


def _event_id(session, purpose, subject_id):
    if purpose in {Purpose.ENTRY, Purpose.REPLY}:
        return subject_id
    table = _subject_table(purpose)
    if "event_id" not in table.c:
        return None
    return session.scalar(
        table.select().with_only_columns(table.c.event_id).where(table.c.id == subject_id)
    )


def _subject_table(purpose):
    column = Base.metadata.tables["capabilities"].c[SUBJECTS[purpose]]
    (key,) = column.foreign_keys
    return key.column.table


def store_secret_link_key(session, event_id, key):
    """Return an event a secret link with this key, as one that was e-mailed by an old release."""
    link_creation.issue_links(session, (Purpose.ENTRY,), [(event_id, event_id)])
    [made] = issued_capabilities(session, (Purpose.ENTRY,), [event_id])[-1:]
    link_creation.store_digests(session, {digest_of(Purpose.ENTRY, key): made.id})

"""Who may see and read which document, and from which second on."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.documents.stored import store_document
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.documents import access
from webinars.documents.access import EVERYONE, Reader, Restriction
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import Document, DocumentVersion
from webinars.errors import NotFoundError
from webinars.events.enums import EventState
from webinars.events.models import Event, RegistrationType, Series
from webinars.registrations.cancellation import cancel_registration
from webinars.timezones import clock as the_clock

LIFTED = datetime(2026, 11, 25, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OF_PUBLIC = {"open", "two-languages"}


@pytest.fixture
def overrides(request):
    """Run on SQLite; on PostgreSQL where a test says so."""
    if getattr(request, "param", "") == "postgresql":
        return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}
    return {}


on_both = pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def world(app, clock, organiser, make_event, make_registration, make_series):
    """Store a document of each access, embargo and state."""
    event, draft, other = make_event(), make_event(publish=False), make_event(title="Another")
    with transaction() as session:
        delegate = RegistrationType(event_id=event.id, position=1, name="Delegate")
        session.add(delegate)
        session.flush()
        delegate_id = delegate.id
    of_event = {"event_id": event.id}
    to_registrants = {**of_event, "access": DocumentAccess.REGISTRANTS}
    ids = {
        "open": store_document("open", **of_event),
        "two-languages": store_document("two-languages", languages=("en", "fr"), **of_event),
        "embargo": store_document("embargo", embargo_until=LIFTED, **of_event),
        "hidden": store_document(
            "hidden", embargo_until=LIFTED, is_title_embargoed=True, **of_event
        ),
        "draft": store_document("draft", published_at=None, **of_event),
        "withdrawn": store_document("withdrawn", withdrawn=True, **of_event),
        "of-draft": store_document("of-draft", event_id=draft.id),
        "registrants": store_document("registrants", **to_registrants),
        "delegates": store_document(
            "delegates", registration_type_id=delegate_id, **to_registrants
        ),
        "registrants-embargo": store_document(
            "registrants-embargo", embargo_until=LIFTED, is_title_embargoed=True, **to_registrants
        ),
        "link": store_document("link", access=DocumentAccess.LINK, **of_event),
        "link-embargo": store_document(
            "link-embargo", access=DocumentAccess.LINK, embargo_until=LIFTED, **of_event
        ),
        "private-body": store_document("private-body", series_id=make_series().id),
    }
    return ids, event, other, delegate_id


def read_by(reader):
    """Return the symbols of which a reader may read a version now, by the list and one by one."""
    now = the_clock.now()
    joined = select(DocumentVersion.id, Document.symbol).join(
        Document, Document.id == DocumentVersion.document_id
    )
    session = db.session()
    # A statement may show event and body as well.
    shown = joined.outerjoin(Event, Event.id == Document.event_id).outerjoin(
        Series, Series.id == Document.series_id
    )
    listed = session.execute(shown.where(access.readable_versions(reader, now))).all()
    single = set()
    for version_id, _symbol in session.execute(joined).all():
        try:
            single.add(access.check_readable(session, version_id, reader, now).version.id)
        except NotFoundError:
            continue
    assert {version_id for version_id, _ in listed} == single
    if reader == EVERYONE:
        public = session.execute(joined.where(access.public_versions(now))).all()
        assert public == listed
    return {symbol for _, symbol in listed}


def seen_by(reader):
    """Return the symbols whose title a reader may see now, by the list and one by one."""
    now, session = the_clock.now(), db.session()
    listed = session.execute(
        select(Document.id, Document.symbol).where(access.shown_documents(reader, now))
    ).all()
    for document_id in session.scalars(select(Document.id)):
        try:
            shown = access.check_shown(session, document_id, reader, now)
        except NotFoundError:
            assert document_id not in {row.id for row in listed}
        else:
            assert (shown.document.id, shown.document.symbol) in listed
    return {symbol for _, symbol in listed}


@on_both
def test_embargo_ends_for_everyone_at_its_second(world, clock):
    titles = {*OF_PUBLIC, "embargo", "withdrawn", "registrants", "delegates"}
    clock.stop(LIFTED - SECOND)
    assert (read_by(EVERYONE), seen_by(EVERYONE)) == (OF_PUBLIC, titles)

    clock.stop(LIFTED)
    assert read_by(EVERYONE) == {*OF_PUBLIC, "embargo", "hidden"}
    assert seen_by(EVERYONE) == {*titles, "hidden", "registrants-embargo"}


def test_confirmed_registrants_read_what_is_for_them(world, clock, make_registration):
    _ids, event, other, delegate_id = world
    registration = make_registration(event)
    reader, stranger = (
        Reader(registration_ids=(row.id,))
        for row in (registration, make_registration(other, email="yusuf@example.com"))
    )
    own = {*OF_PUBLIC, "registrants"}

    clock.stop(LIFTED - SECOND)
    assert (read_by(reader), read_by(stranger)) == (own, OF_PUBLIC)
    assert "registrants-embargo" not in seen_by(reader)
    clock.stop(LIFTED)
    assert read_by(reader) == {*own, "embargo", "hidden", "registrants-embargo"}
    with transaction() as session:
        session.merge(registration).registration_type_id = delegate_id
    assert "delegates" in read_by(reader)
    with transaction() as session:
        cancel_registration(session, registration.id)
    assert read_by(reader) == {*OF_PUBLIC, "embargo", "hidden"}


def test_secret_link_opens_its_document_after_the_embargo(world, clock):
    ids = world[0]
    of_link, of_embargo = (Reader(document_id=ids[name]) for name in ("link", "link-embargo"))

    clock.stop(LIFTED - SECOND)
    assert (read_by(of_link), read_by(of_embargo)) == ({*OF_PUBLIC, "link"}, OF_PUBLIC)
    assert seen_by(of_link) - seen_by(EVERYONE) == {"link"}
    clock.stop(LIFTED)
    assert "link-embargo" in read_by(of_embargo)


def test_only_organisers_who_may_edit_see_more(world, organiser):
    ids = world[0]
    with transaction() as session:
        outsider = add_organiser(session, email="b@example.org", name="B", timezone="UTC")
        session.flush()
        session.expunge(outsider)

    assert read_by(Reader(organiser=organiser)) == set(ids) == seen_by(Reader(organiser=organiser))
    assert read_by(Reader(organiser=outsider)) == OF_PUBLIC


def test_documents_of_an_event_follow_its_publication(world):
    _ids, event, _other, _type = world
    with transaction() as session:
        session.get_one(Event, event.id).state = EventState.DRAFT
        session.query(Series).update({"is_published": True})

    assert read_by(EVERYONE) == {"private-body"} == seen_by(EVERYONE)


def test_page_says_why_not_everyone_may_read(world, organiser):
    now, session = the_clock.now(), db.session()
    reasons = {
        symbol: access.check_shown(session, number, Reader(organiser=organiser), now).restriction
        for symbol, number in world[0].items()
    }

    assert {symbol for symbol, reason in reasons.items() if reason is None} == {
        *OF_PUBLIC, "withdrawn",
    }  # fmt: skip
    assert reasons["hidden"] is reasons["link-embargo"] is Restriction.EMBARGO
    assert reasons["draft"] is reasons["of-draft"] is Restriction.NOT_PUBLIC
    assert (reasons["registrants"], reasons["link"]) == (Restriction.REGISTRANTS, Restriction.LINK)

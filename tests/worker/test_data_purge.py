"""Personal data is purged after the retention period of its event: what goes, what stays; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event as engine_event
from sqlalchemy import func, select, update

from tests.questions.asking import ask, give
from tests.web.pages import statements
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, add_invitees
from webinars.accounts.organisers import add_organiser
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.models import Capability
from webinars.database import db, transaction
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.events.models import Event
from webinars.events.roles import Role
from webinars.events.settings.registration_settings import change_settings, settings_of
from webinars.events.team import membership, ownership
from webinars.files.models import StoredFile
from webinars.outbox.message_state import mark_failed
from webinars.outbox.models import Message, MessageState
from webinars.questions.models import Answer, AnswerChange
from webinars.questions.question_spec import Upload
from webinars.questions.question_types import QuestionStage
from webinars.registrations import cancellation, retention
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import DataPurge, PurgeScope, Registration
from webinars.registrations.organiser.removal import remove_registration
from webinars.registrations.retention import purges_of
from webinars.registrations.status import Status
from webinars.worker.data_purge import DataPurger
from webinars.worker.maintenance import Maintenance

PDF = b"%PDF-1.7 a letter"
NEEDLE = "needle"
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def event(make_event):
    return make_event(title="Heat and work", terms={"accepts_delegations": True})


@pytest.fixture
def people(event, make_registration):
    """Register five people: one cancels, one is removed."""
    made = [
        make_registration(event, email=f"{NEEDLE}{n}@example.com", name=f"{NEEDLE} {n}")
        for n in range(5)
    ]
    with transaction() as session:
        cancellation.cancel_registration(session, made[3].id)
        remove_registration(session, event_id=event.id, registration_id=made[4].id)
    return made


def purge(limit=20):
    """Purge all that is due; return the number of batches."""
    purger, batches = DataPurger(), 1
    while purger.purge_next_batch():
        batches += 1
        assert batches < limit
    db.session.rollback()
    return batches


def at(clock, event, days):
    """Set the clock to a number of days after the end of an event."""
    clock.stop(event.ends_at + days * DAY)


def traces():
    """Return the tables with a value that identifies one of the people."""
    with db.engine.connect() as connection:
        return {
            table.name
            for table in db.metadata.sorted_tables
            for row in connection.execute(table.select())
            if NEEDLE in str(tuple(row)).lower()
        }


def living(event):
    return db.session.scalar(
        select(func.count()).where(
            Registration.event_id == event.id, Registration.erased_at.is_(None)
        )
    )


def counts(event, scope):
    rows = db.session.scalars(
        select(DataPurge).where(DataPurge.event_id == event.id, DataPurge.scope == scope)
    )
    return [(row.before, row.after, row.finished_at is not None) for row in rows]


def test_registrations_are_purged_a_year_after_the_end_and_sensitive_answers_after_30_days(
    clock, monkeypatch, event, people, make_event, make_registration, deliver
):
    monkeypatch.setattr(retention, "BATCH", 2)
    longer = make_event(title="Longer", terms={"retention_days": 730})
    make_registration(longer, email="stays@example.com")
    diet = ask(event, sensitive=True, stage=QuestionStage.AFTER_APPROVAL)
    letter = ask(event, "file", "A letter", sensitive=True)
    usual = ask(event, label="From where?")
    for person in people[:3]:
        give(person, {diet: f"{NEEDLE} diet", letter: Upload("a.pdf", PDF), usual: "Bern"})
    give(people[0], {diet: f"{NEEDLE} other diet"})
    _invite(event)
    deliver()

    at(clock, event, 29)
    purge()
    assert db.session.query(Answer).count() == 9

    at(clock, event, 30)
    purge()
    assert [answer.value for answer in db.session.query(Answer)] == [{"text": "Bern"}] * 3
    assert db.session.query(AnswerChange).count() == db.session.query(StoredFile).count() == 0
    assert counts(event, PurgeScope.SENSITIVE_ANSWERS) == [(3, 0, True)]
    assert living(event) == 5

    at(clock, event, 364)
    purge()
    assert living(event) == 5

    at(clock, event, 365)
    emails = db.session.query(Message).count()
    batches = purge()
    assert batches == 5
    assert traces() == set()
    assert counts(event, PurgeScope.REGISTRATIONS) == [(5, 0, True)]
    assert [row.scope for row in purges_of(db.session(), event.id)] == [
        PurgeScope.SENSITIVE_ANSWERS,
        PurgeScope.REGISTRATIONS,
    ]
    rows = db.session.query(Registration).filter_by(event_id=event.id).all()
    assert {(row.status, row.address, row.name) for row in rows} == {(Status.CANCELLED, "", "")}
    assert db.session.get(Event, event.id).title == "Heat and work"
    assert living(longer) == 1
    assert counts(longer, PurgeScope.REGISTRATIONS) == []
    # Nobody is told that a registration of last year is cancelled.
    assert db.session.query(Message).count() == emails
    assert purge() == 1
    assert len(counts(event, PurgeScope.REGISTRATIONS)) == 1


def _invite(event):
    with transaction() as session:
        add_invitees(
            session,
            event_id=event.id,
            people=[Recipient(f"{NEEDLE} guest", f"{NEEDLE}guest@example.com")],
            language="en",
        )
        add_delegation(
            session, event_id=event.id, name="Kenya", focal_name=f"{NEEDLE} focal",
            focal_email=f"{NEEDLE}focal@example.com", quota=3, language="en",
        )  # fmt: skip


def test_event_of_before_is_purged_only_30_days_after_its_organiser_was_told(
    app, clock, event, people, deliver
):
    deliver()
    with transaction() as session:
        session.execute(update(Event).values(retention_notified_at=None))
    at(clock, event, 700)

    Maintenance(app).purge()
    purge()
    assert living(event) == 5
    [email] = deliver()
    Maintenance(app).purge()

    text = " ".join(email.text.split())
    assert email.message["To"].addresses[0].addr_spec == "amira@example.org"
    assert "Heat and work" in text
    assert "Personal data is deleted from 15 July 2029." in text
    assert deliver() == []
    clock.advance(29 * DAY)
    purge()
    assert living(event) == 5
    clock.advance(DAY)
    purge()
    assert living(event) == 0


def test_postponed_event_keeps_its_registrations_until_a_week_after_it_is_cancelled(
    site, clock, event, people
):
    with transaction() as session:
        postpone_event(session, event.id, site)
    at(clock, event, 400)
    purge()
    assert living(event) == 5

    with transaction() as session:
        cancel_event(session, event.id, site)
    purge()
    assert living(event) == 5
    clock.advance(7 * DAY)
    purge()
    assert living(event) == 0


def test_event_that_is_moved_to_a_wrong_year_is_not_purged_for_a_week(site, clock, event, people):
    clock.advance(60 * DAY)
    right = details_of(event)
    start, end = (local.replace(year=2025) for local in (right.when.start, right.when.end))
    _change(event, replace(right, when=replace(right.when, start=start, end=end)), site)
    purge()
    assert living(event) == 5

    clock.advance(6 * DAY)
    purge()
    assert living(event) == 5
    _change(event, right, site)
    clock.advance(30 * DAY)
    purge()
    assert living(event) == 5


def test_period_that_was_shortened_by_mistake_deletes_nothing_for_a_week(
    site, clock, event, people
):
    at(clock, event, 60)
    with transaction() as session:
        stored = session.get_one(Event, event.id, populate_existing=True)
        shorter = replace(settings_of(stored), retention_days=30)
        change_settings(
            session,
            event.id,
            registration_settings=shorter,
            revision=stored.revision,
            site=site,
        )

    clock.advance(6 * DAY)
    purge()
    assert living(event) == 5
    clock.advance(DAY)
    purge()
    assert living(event) == 0


def _change(event, details, site):
    with transaction() as session:
        revision = session.get_one(Event, event.id, populate_existing=True).revision
        change_event(session, event.id, details=details, revision=revision, site=site)


def test_count_of_a_purge_leaves_out_who_deleted_their_data_meanwhile(
    monkeypatch, clock, event, people
):
    monkeypatch.setattr(retention, "BATCH", 2)
    at(clock, event, 365)
    purger = DataPurger()
    assert purger.purge_next_batch()
    db.session.rollback()
    assert counts(event, PurgeScope.REGISTRATIONS) == [(5, 3, False)]

    with transaction() as session:
        erase_registrant(session, people[4].id)
    while purger.purge_next_batch():
        pass

    [purge] = purges_of(db.session(), event.id)
    assert purge.before - purge.after == 4


def test_reply_addresses_are_looked_through_once_in_a_purge(
    monkeypatch, clock, event, people, deliver
):
    monkeypatch.setattr(retention, "BATCH", 2)
    deliver()
    with transaction() as session:
        holder = people[0].address
        session.add(
            Capability(
                purpose=Purpose.REPLY, event_id=event.id, holder=holder, created_at=clock.now()
            )
        )
    at(clock, event, 365)

    with statements() as seen:
        purge()

    deletions = [sql for sql in seen if sql.startswith("DELETE FROM capabilities")]
    assert sum("holder" in sql for sql in deletions) == 1
    assert traces() == set()


def test_notice_goes_to_the_new_owner_of_an_event(app, clock, event, people, organiser, deliver):
    deliver()
    with transaction() as session:
        session.execute(update(Event).values(retention_notified_at=None))
    Maintenance(app).purge()
    with transaction() as session:
        heir = add_organiser(session, email="heir@example.org", timezone="Asia/Tokyo")
        heir.seen_at = clock.now()
        session.flush()
        by = session.merge(organiser)
        given = {"email": heir.email, "role": Role.EDITOR, "of_series": False}
        membership.add_member(session, event.id, by=by, **given)
        ownership.transfer_ownership(session, event.id, to_id=heir.id, by=by)

    Maintenance(app).purge()

    notices = [email for email in deliver() if "deleted" in email.message["Subject"]]
    assert [email.message["To"].addresses[0].addr_spec for email in notices] == ["heir@example.org"]


def test_one_notice_is_about_coming_events_too(
    app, clock, event, people, make_event, make_registration, deliver
):
    coming = make_event(title="Coming")
    deliver()
    with transaction() as session:
        session.execute(update(Event).values(retention_notified_at=None))

    Maintenance(app).purge()
    [email] = deliver()
    Maintenance(app).purge()
    make_registration(coming)
    deliver()
    Maintenance(app).purge()

    assert "Coming" in email.text
    assert deliver() == []


def test_sent_notices_lock_the_events_of_one_owner_at_a_time(
    app, clock, event, make_event, make_registration, deliver
):
    later = make_event(title="Later")
    with transaction() as session:
        heir = add_organiser(session, email="heir@example.org", timezone="Asia/Tokyo")
        session.flush()
        session.merge(event).organiser_id = heir.id
    for one in (event, later):
        make_registration(one)
    with transaction() as session:
        session.execute(update(Event).values(retention_notified_at=None))
    Maintenance(app).purge()
    deliver()

    with statements() as seen:
        engine_event.listen(db.engine, "commit", lambda _connection: seen.append("COMMIT"))
        Maintenance(app).purge()

    first, second = (at for at, sql in enumerate(seen) if sql.startswith("UPDATE events"))
    assert "COMMIT" in seen[first:second]
    db.session.rollback()
    told = db.session.scalars(select(Event.retention_notified_at)).all()
    assert None not in told


def test_notice_that_failed_is_sent_again_after_a_day(app, clock, event, people, deliver):
    """By the ordinary retries it is tried for two days; then a day passes, and the next is sent."""
    deliver()
    with transaction() as session:
        session.execute(update(Event).values(retention_notified_at=None))

    def fail():
        with transaction() as session:
            for message in session.query(Message).filter_by(state=MessageState.QUEUED):
                mark_failed(message, "550 no such mailbox")

    Maintenance(app).purge()
    fail()
    Maintenance(app).purge()
    clock.advance(DAY - timedelta(minutes=1))
    Maintenance(app).purge()
    assert deliver() == []

    clock.advance(timedelta(minutes=1))
    Maintenance(app).purge()
    fail()
    clock.advance(DAY)
    Maintenance(app).purge()
    [email] = deliver()
    Maintenance(app).purge()
    sent_at = db.session.scalar(select(Event.retention_notified_at).where(Event.id == event.id))

    assert "deleted" in email.message["Subject"]
    assert sent_at == clock.now()
    clock.advance(3 * DAY)
    Maintenance(app).purge()
    assert deliver() == []


def test_notice_that_was_never_sent_is_enqueued_again(app, clock, event, people, deliver):
    deliver()
    with transaction() as session:
        session.execute(update(Event).values(retention_notified_at=None))
    Maintenance(app).purge()
    with transaction() as session:
        for message in session.query(Message).filter_by(topic="organiser.retention"):
            session.delete(message)

    Maintenance(app).purge()
    Maintenance(app).purge()

    assert ["deleted" in email.message["Subject"] for email in deliver()] == [True]


def test_batch_of_a_purge_executes_no_statement_for_each_person(clock, event, people, deliver):
    deliver()
    at(clock, event, 365)
    repeated = []

    def note(_connection, _cursor, statement, parameters, _context, is_many):
        if is_many and len(parameters) > 1:
            repeated.append(statement)

    engine_event.listen(db.engine, "before_cursor_execute", note)
    try:
        purge()
    finally:
        engine_event.remove(db.engine, "before_cursor_execute", note)

    assert repeated == []
    assert living(event) == 0

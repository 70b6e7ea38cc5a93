"""Imports into the database: identifiers, SEQUENCE, repeated and changed files, whose events they are."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import NOON, make_app
from tests.event_import.conftest import save
from tests.event_import.sources import calendar, read, vevent
from tests.statements import sent_statements
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.event_import import saving
from webinars.event_import.models import ImportSource
from webinars.event_import.one_import import BATCH, EventImport, batches, preview_import
from webinars.event_import.source_events import ReadingChoices
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.lifecycle import postpone_event
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.roles import Role
from webinars.outbox.models import Message
from webinars.timezones.schedule import Days, Month

START = "DTSTART;TZID=Europe/Zurich:20270301T140000"
LATER = "DTSTART;TZID=Europe/Zurich:20270301T160000"
HOUR = "DURATION:PT1H"
CHOICES_OF_MAY = ReadingChoices("Europe/Zurich", date(2027, 5, 25))
DAYS = Days(date(2027, 3, 1), date(2027, 3, 3), "Europe/Zurich")
MONTH = Month(2027, 4, "Europe/Zurich")


def events():
    db.session().expire_all()
    return list(db.session().scalars(select(Event).order_by(Event.starts_at, Event.id)))


def outcomes(done):
    return [one.outcome.value for one in done]


def topics():
    return sorted(db.session().scalars(select(Message.topic)))


def notices_since(before):
    """Return topics of what registrants have been told since then."""
    added = Counter(topics()) - Counter(before)
    told = {"event.changed", "event.restored", "event.cancelled", "event.postponed"}
    return sorted(topic for topic in added.elements() if topic in told)


@pytest.fixture
def colleague(app):
    """Create an organiser who is no administrator."""
    with transaction() as session:
        made = add_organiser(session, email="ben@example.org", name="Ben", timezone="UTC")
        session.flush()
        session.expunge(made)
    return made


def test_event_has_the_uid_of_its_entry_and_the_next_sequence(imported):
    imported(calendar(vevent("SEQUENCE:6", "LOCATION:Room XX", "URL:https://example.org/talk")))

    (event,) = events()
    assert (event.uid, event.sequence, event.state) == ("talk@example.org", 7, EventState.DRAFT)
    assert (event.title, event.place) == ("Water talk", "Room XX")
    assert event.links == [{"url": "https://example.org/talk", "text": "https://example.org/talk"}]
    subjects = db.session().scalars(select(Revision.subject).order_by(Revision.id)).all()
    assert subjects == [Subject.EVENT, Subject.IMPORT]


def test_join_link_and_passcode_stay_out_of_the_public_text(imported):
    event = vevent(
        r"DESCRIPTION:About water. See https://example.org/water\n\nJoin: https://zoom.us/j/912345678?pwd=Xy9"
        r"\nPasscode: 998877",
        "LOCATION:https://zoom.us/j/912345678?pwd=Xy9",
    )

    imported(calendar(event), publishing=True)

    (stored,) = events()
    assert stored.state is EventState.PUBLISHED
    assert stored.meeting_url == "https://zoom.us/j/912345678?pwd=Xy9"
    assert stored.description == "About water. See <https://example.org/water>"
    assert (stored.place, stored.links) == ("", [])


def test_passcode_within_a_sentence_stays_out_of_the_public_text(imported):
    imported(calendar(vevent("DESCRIPTION:The doors open at nine (passcode: 998877).")))

    assert "doors open at nine" in events()[0].description
    assert "998877" not in events()[0].description


@pytest.mark.parametrize(
    "lines",
    [
        ("URL:HTTPS://Meet.example.org/Room1",),
        ("LOCATION:Hall 5\\, meet.example.org/Room1",),
        (
            "DESCRIPTION:Water. Come to meet.example.org/Room1 or https://meet.example.org/Room1 soon.",
        ),
    ],
)
def test_address_that_the_file_names_as_meeting_is_public_nowhere(imported, lines):
    imported(calendar(vevent("X-GOOGLE-CONFERENCE:https://meet.example.org/Room1", *lines)))

    (stored,) = events()
    assert stored.meeting_url == "https://meet.example.org/Room1"
    assert "Room1" not in f"{stored.place} {stored.description} {stored.links}"


def test_passcode_in_the_name_of_the_contact_stays_private(imported):
    imported(calendar(vevent("CONTACT:Ann\\, passcode 998877 ann@example.org")))

    (stored,) = events()
    assert (stored.contact_name, stored.contact_email) == ("ann@example.org", "ann@example.org")


def test_private_entry_is_not_published_and_the_preview_says_so(imported):
    content = calendar(vevent("CLASS:PRIVATE"), vevent("UID:b", "CLASS:PUBLIC"))

    planned = imported(content, saves=False, publishing=True)
    imported(content, publishing=True)

    assert [[note.code for note in one.notes] for one in planned] == [["private-not-published"], []]
    assert {one.uid: one.state for one in events()} == {
        "talk@example.org": EventState.DRAFT,
        "b": EventState.PUBLISHED,
    }


def test_link_in_html_to_the_meeting_stays_private(imported):
    html = r'<p>Water. <a href="https://example.org/w">More</a></p><p><a href="https://zoom.us/j/912345678">Join</a></p>'

    imported(calendar(vevent(f"X-ALT-DESC;FMTTYPE=text/html:{html}")))

    (stored,) = events()
    assert stored.meeting_url == "https://zoom.us/j/912345678"
    assert "zoom" not in stored.description
    assert "[More](https://example.org/w)" in stored.description


def test_same_file_changes_nothing_even_where_the_organiser_has_changed_it(imported, site):
    content = calendar(vevent("SEQUENCE:1"), vevent("UID:b", "RRULE:FREQ=WEEKLY;COUNT=3"))
    imported(content, publishing=True)
    first = events()[0]
    with transaction() as session:
        event = session.get_one(Event, first.id)
        own = details_of(event)
        change_event(
            session,
            event.id,
            details=type(own)(**{**own.__dict__, "title": "Mine"}),
            revision=event.revision,
            site=site,
        )
    before = [(event.uid, event.title, event.sequence, event.revision) for event in events()]

    done = imported(content, publishing=True)

    assert outcomes(done) == ["unchanged"] * 4
    after = [(event.uid, event.title, event.sequence, event.revision) for event in events()]
    assert after == before


def test_changed_file_changes_what_it_changes_and_tells_registrants(imported, make_registration):
    imported(calendar(vevent(START, HOUR, "SEQUENCE:2")), publishing=True)
    (event,) = events()
    make_registration(event)
    changed = calendar(vevent(LATER, HOUR, "SEQUENCE:5"))

    (planned,) = imported(changed, saves=False)
    imported(changed)

    assert (planned.outcome.value, planned.changed, planned.people) == ("changed", ("when",), 1)
    (event,) = events()
    assert event.local_start.hour == 16
    assert event.sequence == 7
    assert "event.changed" in topics()


def test_changed_text_of_the_file_leaves_other_changes_of_the_organiser(imported, site):
    imported(calendar(vevent("LOCATION:Room 1")))
    with transaction() as session:
        event = session.scalars(select(Event)).one()
        own = details_of(event)
        changed = type(own)(**{**own.__dict__, "place": "Room 2"})
        change_event(session, event.id, details=changed, revision=event.revision, site=site)

    imported(calendar(vevent("LOCATION:Room 1", "SUMMARY:Air talk")))

    (event,) = events()
    assert (event.title, event.place) == ("Air talk", "Room 2")


def test_higher_sequence_alone_raises_ours(imported):
    imported(calendar(vevent("SEQUENCE:2")), publishing=True)

    done = imported(calendar(vevent("SEQUENCE:9")))

    assert [one.changed for one in done] == [("sequence",)]
    assert [event.sequence for event in events()] == [10]


def test_cancelled_entry_cancels_the_event_and_a_confirmed_one_reinstates_it(
    imported, make_registration
):
    imported(calendar(vevent()), publishing=True)
    make_registration(events()[0])

    ended = imported(calendar(vevent("SEQUENCE:1", "STATUS:CANCELLED")))
    state, sequence = events()[0].state, events()[0].sequence
    imported(calendar(vevent("SEQUENCE:4", "STATUS:CONFIRMED")))

    assert [(one.outcome.value, one.people) for one in ended] == [("ended", 1)]
    assert state is EventState.CANCELLED
    (event,) = events()
    assert event.state is EventState.PUBLISHED
    assert event.sequence > sequence > 1
    assert {"event.cancelled", "event.restored"} <= set(topics())


def test_event_is_reinstated_at_the_time_that_its_entry_got_while_cancelled(
    imported, make_registration
):
    imported(calendar(vevent(START, HOUR)), publishing=True)
    make_registration(events()[0])
    imported(calendar(vevent(LATER, HOUR, "SEQUENCE:1", "STATUS:CANCELLED")))
    before = topics()

    (done,) = imported(calendar(vevent(LATER, HOUR, "SEQUENCE:2")))

    (event,) = events()
    assert done.changed == ("status", "when")
    assert (event.state, event.local_start.hour) == (EventState.PUBLISHED, 16)
    assert notices_since(before) == ["event.restored"]


def test_postponed_event_with_a_new_time_is_told_once(imported, make_registration, site):
    imported(calendar(vevent(START, HOUR)), publishing=True)
    make_registration(events()[0])
    imported(calendar(vevent(START, HOUR, "SUMMARY:Postponed: Water talk", "STATUS:CANCELLED")))
    state, before = events()[0].state, topics()

    imported(calendar(vevent(LATER, HOUR, "SEQUENCE:3")))

    (event,) = events()
    assert state is EventState.POSTPONED
    assert (event.state, event.local_start.hour) == (EventState.PUBLISHED, 16)
    assert notices_since(before) == ["event.changed"]


def test_postponed_event_is_cancelled_by_its_entry(imported, make_registration):
    imported(calendar(vevent()), publishing=True)
    make_registration(events()[0])
    imported(calendar(vevent("SUMMARY:Postponed: Water talk", "STATUS:CANCELLED")))

    (done,) = imported(calendar(vevent("SEQUENCE:2", "STATUS:CANCELLED")))

    assert (done.outcome.value, done.people) == ("ended", 1)
    assert events()[0].state is EventState.CANCELLED
    assert "event.cancelled" in topics()


def test_cancelled_entry_is_published_as_cancelled_but_becomes_no_draft(imported):
    content = calendar(vevent(), head=("METHOD:CANCEL",))

    assert outcomes(imported(content)) == ["left-out"]
    assert events() == []
    imported(content, publishing=True)
    assert [event.state for event in events()] == [EventState.CANCELLED]


def test_first_coming_date_of_a_rule_has_its_uid_and_others_have_derived_ones(imported):
    rule = vevent(
        "DTSTART;TZID=Europe/Zurich:20261118T140000",
        HOUR,
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "SEQUENCE:3",
    )

    imported(calendar(rule), publishing=True)

    assert [(event.uid, event.sequence) for event in events()] == [
        ("20261118T140000-talk@example.org", 4),
        ("talk@example.org", 4),  # at 14:00 today
        ("20261202T140000-talk@example.org", 4),
    ]


def test_dates_of_a_rule_are_one_group_and_later_ones_join_it(imported):
    imported(calendar(vevent(START, HOUR, "RRULE:FREQ=WEEKLY;COUNT=2"), vevent("UID:single")))
    imported(calendar(vevent(START, HOUR, "RRULE:FREQ=WEEKLY;COUNT=3")))

    groups = {event.uid: event.date_group_id for event in events()}
    assert groups.pop("single") is None
    assert len(groups) == 3
    assert len(set(groups.values())) == 1
    assert None not in groups.values()


def test_group_has_no_more_dates_than_a_page_shows(imported, monkeypatch, clock):
    monkeypatch.setattr(saving, "MOST_IN_GROUP", 2)
    content = calendar(vevent(START, HOUR, "RRULE:FREQ=YEARLY"))
    imported(content)
    clock.stop(clock.now().replace(year=2028, month=1))

    imported(content, choices=ReadingChoices("Europe/Zurich", date(2028, 1, 25)))

    groups = Counter(event.date_group_id for event in events())
    assert sorted(groups.values()) == [1, 2]


def test_dates_after_the_last_that_was_listed_are_not_cancelled(imported):
    imported(calendar(vevent(START, HOUR, "RRULE:FREQ=YEARLY")), publishing=True)

    done = imported(calendar(vevent(START, HOUR, "RRULE:FREQ=DAILY")), saves=False)

    assert "2028-03-01" in [f"{event.starts_at:%Y-%m-%d}" for event in events()]
    assert {one.outcome.value for one in done} == {"new", "unchanged"}


def test_large_import_is_saved_in_batches_with_the_dates_of_a_rule_together(imported):
    rule = vevent("UID:rule", START, HOUR, f"RRULE:FREQ=DAILY;COUNT={BATCH + 1}")
    singles = (vevent(f"UID:{number}") for number in range(BATCH))

    planned = imported(calendar(rule, *singles, vevent("UID:last")), saves=False)

    assert [len(batch) for batch in batches(planned)] == [BATCH + 1, BATCH, 1]


def test_plan_that_is_saved_twice_makes_no_event_twice(imported, organiser, site):
    table = b"Title,Start\nDays,2027-03-01\n"
    one = EventImport(organiser, read(table), "list.csv", site)
    planned = preview_import(db.session(), one)

    outcomes_of_both = [outcomes(save(one, planned)), outcomes(save(one, planned))]

    assert outcomes_of_both == [["new"], ["unchanged"]]
    assert len(events()) == 1


def test_rule_without_an_end_is_continued_with_the_same_uids(imported, clock):
    content = calendar(vevent(START, HOUR, "RRULE:FREQ=MONTHLY"))
    imported(content)
    uids = [event.uid for event in events()]
    clock.stop(clock.now().replace(year=2027, month=5))

    done = imported(content, choices=CHOICES_OF_MAY)

    assert [event.uid for event in events()][: len(uids)] == uids
    assert sorted(set(outcomes(done))) == ["new", "unchanged"]


def test_date_that_a_rule_no_longer_has_is_cancelled(imported, make_registration):
    rule = (START, HOUR, "RRULE:FREQ=WEEKLY;COUNT=3")
    imported(calendar(vevent(*rule)), publishing=True)
    make_registration(events()[1])

    done = imported(calendar(vevent(*rule, "EXDATE;TZID=Europe/Zurich:20270308T140000")))

    assert sorted(outcomes(done)) == ["ended", "unchanged", "unchanged"]
    assert [one.people for one in done] == [0, 0, 1]
    assert [event.state.value for event in events()] == ["published", "cancelled", "published"]


def test_single_event_that_becomes_a_rule_keeps_its_event(imported):
    imported(calendar(vevent(START, HOUR)), publishing=True)
    (single,) = events()

    imported(calendar(vevent(START, HOUR, "RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:1")))
    both = events()
    imported(calendar(vevent(START, HOUR, "SEQUENCE:2")))

    assert [event.uid for event in both] == ["talk@example.org", "20270308T140000-talk@example.org"]
    assert both[0].id == single.id
    assert [event.id for event in events() if event.uid == "talk@example.org"] == [single.id]


def test_uid_of_somebody_elses_event_is_refused_with_its_dates(imported, colleague):
    imported(calendar(vevent()))
    rule = vevent(START, HOUR, "RRULE:FREQ=WEEKLY;COUNT=2")

    done = imported(calendar(rule, vevent("UID:other@example.org")), by=colleague)

    assert outcomes(done) == ["refused", "refused", "new"]
    assert {one.error.code for one in done[:2]} == {"import-uid-of-others"}
    assert [event.title for event in events()] == ["Water talk", "Water talk"]


def test_event_that_was_made_here_is_not_changed(imported, make_event):
    event = make_event()

    done = imported(calendar(vevent(f"UID:{event.uid}", "SUMMARY:Another")))

    assert outcomes(done) == ["unchanged"]
    assert [one.title for one in events()] == ["Children deprived of liberty"]


def test_row_without_uid_is_recognised_by_title_and_start(imported):
    table = "Title,Start,Time zone,Place\nTalk,2027-03-01 14:00,Europe/Zurich,{}\n"

    imported(table.format("Room 1").encode())
    done = imported(table.format("Room 2").encode())

    assert outcomes(done) == ["changed"]
    (event,) = events()
    assert (event.place, event.sequence) == ("Room 2", 0)
    assert "without" not in event.uid


def test_rows_without_uid_of_two_organisers_do_not_hide_each_other(imported, organiser, colleague):
    table = b"title,start,time zone,place\nTalk,2027-03-01 14:00,UTC,Room 1\n"
    imported(table)
    imported(table, by=colleague)

    (done,) = imported(table.replace(b"Room 1", b"Room 2"), by=colleague)
    (own,) = imported(table.replace(b"Room 1", b"Room 3"))

    assert [done.outcome.value, own.outcome.value] == ["changed", "changed"]
    assert [(one.organiser_id, one.place) for one in events()] == [
        (organiser.id, "Room 3"),
        (colleague.id, "Room 2"),
    ]


def test_event_that_cannot_be_saved_is_refused_and_the_others_are_saved(imported):
    long = vevent("UID:b", f"DESCRIPTION:{'a' * 60_000}")

    done = imported(calendar(vevent(), long, vevent("UID:c", "SUMMARY:")))

    assert outcomes(done) == ["new", "refused", "refused"]
    assert [one.error.code for one in done[1:]] == ["description-too-long", "title-missing"]
    assert len(events()) == 1


def test_preview_saves_nothing(imported):
    assert imported(calendar(vevent()), saves=False)[0].outcome.value == "new"
    assert events() == []
    assert db.session().scalars(select(ImportSource)).all() == []


def test_events_go_into_a_series_that_is_made_once(imported):
    content = calendar(vevent())
    imported(content, series="Water")
    done = imported(content, series="Water")

    assert outcomes(done) == ["unchanged"]
    assert events()[0].series_id is not None


def test_editor_of_an_event_cannot_put_it_into_a_series_with_a_team(
    imported, colleague, make_series, organiser
):
    series = make_series("Water")
    imported(calendar(vevent()))
    with transaction() as session:
        session.add_all(
            (
                EventRole(
                    event_id=session.scalars(select(Event.id)).one(),
                    organiser_id=colleague.id,
                    role=Role.EDITOR,
                    given_at=NOON,
                ),
                SeriesRole(
                    series_id=series.id,
                    organiser_id=colleague.id,
                    owner_id=None,
                    role=Role.EDITOR,
                    given_at=NOON,
                ),
            )
        )
        session.get_one(Organiser, colleague.id).has_roles = True
    colleague.has_roles = True

    (done,) = imported(calendar(vevent()), by=colleague, series="Water")

    assert (done.outcome.value, done.error.code) == ("refused", "series-has-team")
    assert events()[0].series_id is None


def test_number_of_statements_that_plan_does_not_grow_with_the_events(imported):
    few = calendar(*(vevent(f"UID:{number}") for number in range(2)))
    many = calendar(*(vevent(f"UID:{number}") for number in range(40)))
    imported(many, publishing=True)

    counted = []
    for content in (few, many):
        db.session().rollback()
        db.session().expire_all()
        with sent_statements() as executed:
            imported(content, saves=False)
        counted.append(len(executed))

    assert counted[0] == counted[1]


def test_feed_of_another_installation_gives_the_same_events(
    app, client, make_event, cancel, site, tmp_path
):
    make_event(title="Timed; with, signs")
    make_event(title="Days", when=DAYS)
    make_event(title="Month", when=MONTH)
    cancel(make_event(title="Off", text_language="en"))
    postponed = make_event(title="Later")
    with transaction() as session:
        postpone_event(session, postponed.id, site)
    expected = _as_values(events())
    feed = client.get("/events.ics?tentative=1").data

    (tmp_path / "other").mkdir()
    other = make_app(tmp_path / "other")
    with other.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            owner = add_organiser(
                session, email="o@example.org", name="O", admin=True, timezone="UTC"
            )
            session.flush()
            session.expunge(owner)
        one = EventImport(
            owner, read(feed), "events.example.org", other.extensions["site"], publishing=True
        )
        save(one, preview_import(db.session(), one))
        got = _as_values(events())
        sequences = [event.sequence for event in events()]
        db.session.remove()
        db.engine.dispose()

    assert got == expected
    assert all(sequences)


def _as_values(stored):
    return sorted(
        (event.uid, event.title, event.precision, event.starts_at, event.ends_at, event.state.value)
        for event in stored
    )

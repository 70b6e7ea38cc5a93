"""What the history shows of settings, questions, messages, registrations and the team, and of whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.web.organiser.history.conftest import entries
from tests.web.pages import statements
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.event_messages import message_editing, sending
from webinars.event_messages.email_notes import set_confirmation_note
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import Anchor
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime
from webinars.events.enums import AccessMode, AttendanceMode
from webinars.events.history.stored_revisions import Revision
from webinars.events.lifecycle import discard_draft
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.roles import Role
from webinars.events.settings.registration_settings import change_settings, settings_of
from webinars.events.settings.registration_types import (
    RegistrationTypeDetails,
    set_types,
    types_of,
)
from webinars.events.team import membership, ownership
from webinars.events.team.member_history import RoleScope, record_role
from webinars.events.team.unused_accounts import KEEP_UNUSED, purge_unused_accounts
from webinars.questions import editing as questions
from webinars.questions.answers import store_answers
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.questions.validation import QuestionDetails, fingerprint
from webinars.registrations import locks
from webinars.registrations.cancellation import cancel_on_behalf
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser import approval, removal
from webinars.registrations.organiser.bulk_registration import bulk_register
from webinars.registrations.organiser.event_history import event_history
from webinars.registrations.personal_data import personal_data
from webinars.registrations.places.place_deadlines import extend_deadline
from webinars.timezones import clock

BY = " by Amira Haddad, 25 November 2026, 10:00"


@pytest.fixture
def told(history):
    """Return a function that returns the newest entries, oldest of them first, without who and when."""

    def told(event, number):
        lines = entries(history(event))[:number]
        assert all(BY in line for line in lines), lines
        return [line.replace(BY, "").strip() for line in reversed(lines)]

    return told


def revision_of(event):
    db.session.rollback()
    return db.session.get_one(Event, event.id).revision


def test_settings_and_types_are_told(told, do, make_event, site):
    event = make_event(terms={"requires_approval": False})
    wanted = replace(
        settings_of(event), requires_approval=True, access_mode=AccessMode.INVITED, reminders=(60,)
    )
    do(
        change_settings,
        event.id,
        registration_settings=wanted,
        revision=revision_of(event),
        site=site,
    )
    types = [RegistrationTypeDetails("Delegate", capacity=3), RegistrationTypeDetails("Press")]
    do(set_types, event.id, types=types, revision=revision_of(event), site=site)
    stored = types_of(db.session(), event.id)
    types = [
        RegistrationTypeDetails("Delegate", AttendanceMode.ONLINE, 4, id=stored[0].id),
    ]
    do(set_types, event.id, types=types, revision=revision_of(event), site=site)
    do(set_types, event.id, types=types, revision=revision_of(event), site=site)

    assert told(event, 3) == [
        (
            "Registration settings changed Who can register? Before: Everyone After: Invited people"
            " I approve each registration Before: no After: yes Reminders Before: – After: 1 hour"
        ),
        "Registration types changed Registration types Before: – After: Delegate, 3 places Press",
        (
            "Registration types changed Registration types Before: Delegate, 3 places Press"
            " After: Delegate, Online, 4 places"
        ),
    ]


def test_questions_are_told(told, do, make_event):
    event = make_event()
    first = do(
        questions.add_question,
        event.id,
        QuestionType.SINGLE,
        QuestionDetails("Lunch?", choices=("Meat", "None")),
    )
    second = do(questions.add_question, event.id, QuestionType.TEXT, QuestionDetails("Why?"))
    db.session.rollback()
    seen = fingerprint(db.session.get_one(questions.Question, second).asked)
    changed = QuestionDetails(
        "Why?",
        required=True,
        stage=QuestionStage.AFTER_APPROVAL,
        parent_id=first,
        parent_values=("None",),
    )
    do(questions.change_question, event.id, second, changed, seen=seen)
    third = do(questions.add_question, event.id, QuestionType.TEXT, QuestionDetails("Who?"))
    do(questions.move_question, event.id, third, by=-1)
    do(questions.remove_question, event.id, third)

    assert told(event, 6) == [
        "Question added: Lunch? Type of answer After: Single choice",
        "Question added: Why? Type of answer After: Short text",
        (
            "Question changed: Why? Required Before: no After: yes"
            " Stage Before: At registration After: After approval"
            " Asked only after Before: – After: Lunch?: None"
        ),
        "Question added: Who? Type of answer After: Short text",
        "Question moved: Who? Position Before: 3 After: 2",
        "Question removed: Who?",
    ]


def test_messages_are_told(told, do, make_event, make_registration, organiser):
    event = make_event()
    make_registration(event)
    draft = MessageDetails("Water", "Bring water.", Audience())
    number = do(message_editing.create_message, event.id, draft, organiser_id=organiser.id)
    changed = replace(draft, text="Bring tea.", is_optional=True)
    do(
        message_editing.change_message,
        *(event.id, number, changed),
        revision=1,
        organiser_id=organiser.id,
    )
    before = SendTime(Anchor.START, offset_minutes=-120)
    do(sending.send_message, event.id, number, before, revision=2)
    do(sending.stop_message, event.id, number)
    do(sending.send_message, event.id, number, SendTime(), revision=4)
    other = do(
        message_editing.create_message,
        event.id,
        replace(draft, subject="No"),
        organiser_id=organiser.id,
    )
    do(message_editing.delete_message, event.id, other)

    assert told(event, 7) == [
        "Message written: Water",
        (
            "Message changed: Water Text Before: Bring water. After: Bring tea. "
            "Link to unsubscribe Before: no After: yes"
        ),
        "Message scheduled: Water When? Before: At once After: 2 hours before the start",
        "Message stopped: Water",
        "Message sent: Water When? Before: 2 hours before the start After: At once",
        "Message written: No",
        "Message deleted: No",
    ]


def test_paragraph_of_the_confirmation_is_told_and_costs_one_statement(told, do, make_event):
    event = make_event()
    with statements() as sent:
        do(set_confirmation_note, event.id, "Bring water.")
    do(set_confirmation_note, event.id, "Bring tea.")

    assert len([one for one in sent if "revisions" in one]) == 1
    assert told(event, 2) == [
        "Paragraph of the confirmation changed Text Before: – After: Bring water.",
        "Paragraph of the confirmation changed Text Before: Bring water. After: Bring tea.",
    ]


def test_registrations_are_told(told, do, make_event, make_registration):
    event = make_event(terms={"requires_approval": True, "verification_hours": 5})
    people = [
        make_registration(event, name=name, email=f"{name.lower()}@example.org")
        for name in ("Ana", "Bo", "Cleo", "Dai")
    ]
    ids = [{"event_id": event.id, "registration_id": person.id} for person in people]
    do(approval.approve_request, **ids[0])
    until = clock.now() + timedelta(days=2)
    do(extend_deadline, **ids[0], until=until)
    do(approval.refuse_request, **ids[1])
    do(approval.approve_request, **ids[1])
    do(removal.remove_registration, **ids[2])
    do(cancel_on_behalf, **ids[3])
    do(bulk_register, event_id=event.id, people=[Delegate("Eve", "eve@x.org")], language="en")

    confirmed = "Status Before: Awaiting approval After: Confirmed"
    assert told(event, 7) == [
        f"Registration approved: Ana {confirmed} Deadline Before: – After: 25 November 2026, 15:00",
        (
            "Deadline extended: Ana Deadline Before: 25 November 2026, 15:00"
            " After: 27 November 2026, 10:00"
        ),
        "Registration declined: Bo Status Before: Awaiting approval After: Declined",
        (
            "Registration restored: Bo Status Before: Declined After: Confirmed"
            " Deadline Before: – After: 25 November 2026, 15:00"
        ),
        "Registration removed: Cleo Status Before: Awaiting approval After: Removed",
        "Registration cancelled: Dai Status Before: Awaiting approval After: Cancelled at their request",
        "Registration added: Eve Status After: Confirmed Deadline After: 25 November 2026, 15:00",
    ]


def test_team_is_told(told, do, make_event, organiser):
    event = make_event()
    with transaction() as session:
        colleague = add_organiser(session, email="bo@example.org", name="Bo", timezone="UTC")
        session.flush()
        colleague.seen_at, colleague_id = clock.now(), colleague.id

    def as_owner(action, *positional, **options):
        do(
            lambda session: action(
                session, *positional, by=session.get_one(Organiser, organiser.id), **options
            )
        )

    editor = {"role": Role.EDITOR, "of_series": False}
    as_owner(membership.add_member, event.id, email="new@example.org", **editor)
    as_owner(membership.add_member, event.id, email="bo@example.org", **editor)
    as_owner(membership.change_role, event.id, colleague_id, Role.VIEWER)
    as_owner(membership.remove_member, event.id, colleague_id)
    as_owner(membership.add_member, event.id, email="bo@example.org", **editor)
    as_owner(ownership.transfer_ownership, event.id, to_id=colleague_id)

    assert told(event, 7) == [
        "Added to the team: new@example.org Role After: Editor",
        "Added to the team: Bo Role After: Editor",
        "Role changed: Bo Role Before: Editor After: Viewer",
        "No longer on the team: Bo Role Before: Viewer",
        "Added to the team: Bo Role After: Editor",
        "Made owner: Bo Role Before: Editor After: Owner",
        "Role changed: Amira Haddad Role Before: Owner After: Editor",
    ]


def test_role_on_a_series_is_in_the_history_of_each_event_that_it_covers(
    history, do, make_event, make_series, organiser
):
    series_id = make_series("Trade").id
    event, other, single = (
        make_event(series_id=series_id),
        make_event(series_id=series_id),
        make_event(),
    )
    foreign = make_event(series_id=series_id)
    with transaction() as session:
        owner = add_organiser(session, email="bo@example.org", name="Bo", timezone="UTC")
        session.flush()
        session.get_one(Event, foreign.id).organiser_id = owner_id = owner.id

    def of_series(event):
        lines = (line.replace(BY, "").strip() for line in reversed(entries(history(event))))
        return [line for line in lines if "series:" in line or "series changed:" in line]

    def give(email, role, by_id):
        def action(session):
            by = session.get_one(Organiser, by_id)
            on = foreign.id if by_id == owner_id else event.id
            membership.add_member(session, on, by=by, email=email, role=role, of_series=True)

        do(action)

    def end(session, email, event_id):
        member = session.query(Organiser).filter_by(email=email).one()
        role = session.query(SeriesRole).filter_by(organiser_id=member.id).one()
        by = session.get_one(Organiser, organiser.id)
        membership.remove_member(session, event_id, member.id, by=by, series_role_id=role.id)

    give("new@example.org", Role.EDITOR, owner_id)
    of_owner = [of_series(one) for one in (foreign, event, other, single)]
    do(lambda session: end(session, "new@example.org", foreign.id))
    assert [len(of_series(one)) for one in (foreign, event)] == [2, 0]
    give("all@example.org", Role.VIEWER, organiser.id)
    give("all@example.org", Role.EDITOR, organiser.id)

    do(lambda session: end(session, "all@example.org", other.id))
    later = make_event(series_id=series_id)

    added = "Added to the team of the series: new@example.org Role After: Editor"
    assert of_owner == [[added], [], [], []]
    of_all = [
        "Added to the team of the series: all@example.org Role After: Viewer",
        "Role on the series changed: all@example.org Role Before: Viewer After: Editor",
        "No longer on the team of the series: all@example.org Role Before: Editor",
    ]
    for one in (event, other, later, foreign):
        assert [line for line in of_series(one) if "all@" in line] == of_all, one.id
    assert of_series(event) == of_all
    assert of_series(single) == []


def test_history_of_roles_on_a_series_outlives_the_draft_on_whose_page_they_were_given(
    history, do, make_event, make_series, organiser
):
    """That of the owner's events goes to another of them, that of all events to any, and to nobody else's."""
    series_id = make_series("Trade").id
    foreign, draft, other = (make_event(series_id=series_id, publish=False) for _ in range(3))

    def give(session):
        add_organiser(session, email="bo@example.org", name="Bo", timezone="UTC")
        session.flush()
        owner = session.query(Organiser).filter_by(email="bo@example.org").one()
        session.get_one(Event, foreign.id).organiser_id = owner.id
        for email, owner_id in (("all@example.org", None), ("own@example.org", organiser.id)):
            by = session.get_one(Organiser, organiser.id)
            by.is_admin = owner_id is None
            membership.add_member(
                session, draft.id, by=by, email=email, role=Role.EDITOR, of_series=True
            )
        by.is_admin = True  # to see all histories

    def shown(event):
        text = " ".join(entries(history(event)))
        return [name for name in ("all@", "own@") if name in text]

    do(give)
    do(lambda session: discard_draft(session, draft.id))
    after_first = shown(other), shown(foreign)
    do(lambda session: discard_draft(session, other.id))

    assert after_first == (["all@", "own@"], ["all@"])
    assert shown(foreign) == ["all@"]


def test_pages_of_a_history_have_roles_on_its_series_in_order(
    do, make_event, make_series, organiser
):
    series_id = make_series("Trade").id
    event, other = make_event(series_id=series_id), make_event(series_id=series_id)
    for number in range(3):
        for one in (event, other):
            given = {"email": f"{number}-{one.id}@example.org", "role": Role.EDITOR}
            do(
                lambda session, one=one, given=given: membership.add_member(
                    session,
                    one.id,
                    by=session.get_one(Organiser, organiser.id),
                    of_series=True,
                    **given,
                )
            )
    changes = event_history(db.session(), event).rows
    paged, after = [], ""
    while True:
        page = event_history(db.session(), event, after, 2)
        paged += page.rows
        after = page.after
        if not after:
            break

    numbers = [change.id for change in paged]
    assert numbers == [change.id for change in changes] == sorted(numbers, reverse=True)
    assert len([change for change in changes if change.is_of_series]) == 6


def test_account_that_was_never_used_is_nobody_once_it_is_purged(history, make_event):
    event = make_event()
    with transaction() as session:
        account = add_organiser(session, email="new@example.org", timezone="UTC")
        session.flush()
        account.has_roles, account.may_create_events = True, False
        account.created_at = clock.now() - KEEP_UNUSED - timedelta(days=1)
        record_role(session, RoleScope(event.id), account.id, before=None, after=Role.VIEWER)
    with transaction() as session:
        purge_unused_accounts(session)

    assert entries(history(event))[0].startswith(
        "Added to the team: a person whose account was deleted by the system,"
    )


def test_editor_sees_no_address_of_an_invited_person(make_event, another, as_another):
    event = make_event()
    with transaction() as session:
        invited = add_organiser(session, email="new@example.org", timezone="UTC")
        session.flush()
        session.get_one(Organiser, another.id).has_roles = True
        session.add(
            EventRole(
                event_id=event.id,
                organiser_id=another.id,
                role=Role.EDITOR,
                given_at=clock.now(),
            )
        )
        record_role(session, RoleScope(event.id), invited.id, before=None, after=Role.VIEWER)

    page = as_another.get(f"/organise/events/{event.id}/history")

    assert entries(page)[0].startswith("Added to the team: Invited person by the system,")
    assert "new@example.org" not in page.text


def test_events_of_an_account_without_access_tell_their_new_owner(told, do, make_event, another):
    event = make_event()
    with transaction() as session:
        session.get_one(Event, event.id).organiser_id = another.id

    do(remove_access_of, another.id)

    assert told(event, 1) == ["Made owner: Amira Haddad Role After: Owner"]


def remove_access_of(session, account_id):
    administrator = session.scalars(select(Organiser).where(Organiser.is_admin)).one()
    ownership.remove_access(
        session, session.get_one(Organiser, account_id), successor=administrator
    )


SECRET = ("Canary Name", "canary@example.org", "Canary Affiliation", "Canary answer")


def test_erased_registrant_vanishes_from_the_history(history, do, make_event, make_registration):
    event = make_event(terms={"requires_approval": True})
    person = make_registration(event, name=SECRET[0], email=SECRET[1], affiliation=SECRET[2])
    question = do(questions.add_question, event.id, QuestionType.TEXT, QuestionDetails("Why?"))
    given = {"registration_id": person.id, "registration_type_id": None, "language": "en"}
    do(
        lambda session: store_answers(
            session,
            event=session.get_one(Event, event.id),
            given={question: SECRET[3]},
            organiser_id=None,
            **given,
        )
    )
    do(approval.approve_request, event_id=event.id, registration_id=person.id)
    assert SECRET[0] in history(event).text

    do(lambda session: erase_registrant(session, person.id))

    page = history(event)
    assert entries(page)[0].startswith("Registration approved: a person whose data was deleted by")
    assert not [word for word in SECRET if word in page.text]
    db.session.rollback()
    stored = [repr((row.values, row.previous)) for row in db.session.scalars(select(Revision))]
    assert not [word for word in SECRET for row in stored if word in row]


def test_export_has_what_organisers_did_with_the_registration(
    do, make_event, make_registration, site
):
    event = make_event(terms={"requires_approval": True})
    person, other = (make_registration(event, email=f"{name}@example.org") for name in "ab")
    for one in (person, other):
        do(approval.refuse_request, event_id=event.id, registration_id=one.id)
    db.session.rollback()
    registration = locks.lock_registration(db.session(), person.id)[1]
    db.session().refresh(registration, ["event"])

    exported = personal_data(db.session(), registration, site)["changes_by_organisers"]

    assert exported == [
        {
            "by": "Amira Haddad",
            "changed_at": clock.now().isoformat(),
            "before": {"status": "awaiting_approval"},
            "after": {"status": "refused"},
        }
    ]


def test_decisions_cost_one_statement_more_each(do, make_event, make_registration):
    event = make_event(terms={"requires_approval": True})
    people = [make_registration(event, email=f"{number}@example.org") for number in range(3)]

    with statements() as sent:
        for person in people:
            do(approval.refuse_request, event_id=event.id, registration_id=person.id)

    written = [one for one in sent if "revisions" in one]
    assert len(written) == 3
    assert all(one.startswith("INSERT INTO revisions") for one in written)


def test_page_costs_the_same_with_any_number_of_people(history, do, make_event, make_registration):
    event = make_event(terms={"requires_approval": True})
    costs = []
    for rounds in range(2):
        for number in range(1 + 4 * rounds):
            person = make_registration(event, email=f"{rounds}{number}@example.org")
            do(approval.refuse_request, event_id=event.id, registration_id=person.id)
        with statements() as sent:
            history(event)
        costs.append(len(sent))

    assert costs[0] == costs[1]

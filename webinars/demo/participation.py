"""What people do at the sample events, so that every page of organisers shows something; nothing is e-mailed."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, record_form_opened, send_invitations
from webinars.access.models import Invitee
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.comments.models import Comment
from webinars.comments.moderation import answer_comment
from webinars.comments.submission import submit_comment
from webinars.demo.people import sample_people
from webinars.demo.polls import add_polls
from webinars.demo.sample import Sample
from webinars.demo.updates import add_updates
from webinars.demo.weekly import register_for_weekly
from webinars.events.models import Event
from webinars.events.notifications.reminders import TOPIC, plan_reminders
from webinars.events.roles import Role
from webinars.events.team.membership import add_member
from webinars.outbox.message_state import mark_failed, mark_row_sent
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import POLL_CHANGED
from webinars.questions.editing import add_question
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.questions.validation import QuestionDetails
from webinars.registrations.answers import save_answers
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_attendee
from webinars.registrations.organiser.approval import approve_request
from webinars.registrations.organiser.attendance import mark_present
from webinars.replies.models import Reply
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import clock

_ANSWERS = ("The cost per child", "How judges were won over", "Data that we can compare", "")
_COUNTRIES = ("Kenya", "Nepal", "Peru", "Georgia", "Fiji", "Nepal", "Malawi", "Kenya")
_REPLIES = (
    (ReplyStatus.ACCEPTED, Verdict.TAKEN, ""),
    (ReplyStatus.TENTATIVE, Verdict.TAKEN, "I may have to leave early."),
    (ReplyStatus.COUNTERED, Verdict.TAKEN, "Could it start an hour later?"),
    (ReplyStatus.DECLINED, Verdict.STRANGER, ""),
)
_COLLEAGUES = (
    ("Noor Rahman", "editor@example.org", Role.EDITOR),
    ("Inés Duarte", "registrations@example.org", Role.REGISTRATIONS),
    ("Jonas Keller", "check-in@example.org", Role.CHECK_IN),
    ("Mei Tan", "viewer@example.org", Role.VIEWER),
)
_REASON = "550 5.1.1 The mailbox does not exist"


def add_participation(sample: Sample) -> None:
    """Add a team, registrants, a waiting list, requests, replies, questions and a failed e-mail."""
    session = sample.session
    for event in (sample.clinic, sample.children, sample.study, sample.justice, sample.tomorrow):
        event.reminders = []
        plan_reminders(session, event)
    _add_team(session, sample)
    _register(session, sample.clinic, 7)
    _register(session, sample.children, 36)
    register_for_weekly(sample)
    _add_requests(session, sample.study)
    _add_replies(session, _register(session, sample.justice, 18))
    _add_comments(session, sample)
    _add_invitations(session, sample)
    for registration in _register(session, sample.tomorrow, 9)[:3]:
        mark_present(
            session,
            event_id=sample.tomorrow.id,
            registration_id=registration.id,
            organiser_id=sample.organiser.id,
        )
    add_polls(sample)
    add_updates(sample)
    session.flush()
    _mark_messages_sent(session, sample)


def _add_team(session: Session, sample: Sample) -> None:
    for name, email, role in _COLLEAGUES:
        account = organiser_by_email(session, email)
        if account is None:
            add_organiser(session, email=email, name=name, timezone=sample.organiser.timezone)
            session.flush()
        elif account.disabled_at is not None:
            continue
        add_member(
            session,
            sample.study.id,
            by=sample.organiser,
            email=email,
            role=role,
            of_series=role is Role.REGISTRATIONS,
        )


def _register(session: Session, event: Event, number: int) -> list[Registration]:
    return [
        register_attendee(session, event_id=event.id, email=email, **details)
        for email, details in sample_people(number)
    ]


def _add_requests(session: Session, event: Event) -> None:
    """Register people with their answers to a question; all but the last four are approved.

    Some of them have answered the question after approval.
    """
    event.requires_approval = True
    question = add_question(
        session,
        event.id,
        QuestionType.TEXT,
        QuestionDetails(label="What do you hope to learn?", help="", choices=()),
    )
    later = add_question(
        session,
        event.id,
        QuestionType.TEXT,
        QuestionDetails(
            label="Which country’s round do you want to join?",
            required=True,
            stage=QuestionStage.AFTER_APPROVAL,
        ),
    )
    requests = [
        register_attendee(
            session,
            event_id=event.id,
            email=email,
            given={question.id: _ANSWERS[turn % len(_ANSWERS)]},
            **details,
        )
        for turn, (email, details) in enumerate(sample_people(23))
    ]
    for registration in requests[:-4]:
        approve_request(session, event_id=event.id, registration_id=registration.id)
    for registration, country in zip(requests, _COUNTRIES, strict=False):
        save_answers(session, registration.id, given={later.id: country})


def _add_replies(session: Session, registrations: list[Registration]) -> None:
    """Store what calendars replied."""
    received_at = clock.now()
    session.add_all(
        Reply(
            registration_id=registration.id,
            key=f"sample-{registration.id}",
            status=status,
            verdict=verdict,
            sequence=0,
            dtstamp=received_at,
            received_at=received_at,
            comment=comment,
        )
        for registration, (status, verdict, comment) in zip(registrations, _REPLIES, strict=False)
    )


def _add_comments(session: Session, sample: Sample) -> None:
    event = sample.children
    asked = (
        ("Will there be interpretation into Arabic?", "Yes, and into French."),
        ("Can students without an organisation register?", ""),
        ("Will the slides be shared afterwards?", ""),
    )
    for (email, details), (text, answer) in zip(sample_people(len(asked)), asked, strict=True):
        comment = submit_comment(
            session, event_id=event.id, name=details["name"], email=email, text=text, language="en"
        )
        session.flush()
        if answer:
            _answer(session, sample, comment, answer)


def _answer(session: Session, sample: Sample, comment: Comment, text: str) -> None:
    answer_comment(
        session,
        event_id=comment.event_id,
        comment_id=comment.id,
        organiser_id=sample.organiser.id,
        text=text,
        on_page=True,
        seen=comment.seen,
    )


def _add_invitations(session: Session, sample: Sample) -> None:
    sample.conference.accepts_delegations = True
    for name, quota in (("Mission of Examplia", 4), ("Legal Aid Network", 2)):
        add_delegation(
            session,
            event_id=sample.conference.id,
            name=name,
            focal_name="Focal point",
            focal_email=f"focal{quota}@example.org",
            quota=quota,
            language="en",
        )
    invited = [Recipient(f"Guest speaker {n}", f"speaker{n}@example.net") for n in range(1, 5)]
    send_invitations(session, event_id=sample.justice.id, people=invited, language="en")
    first = session.scalars(select(Invitee).order_by(Invitee.id)).first()
    if first is not None:
        record_form_opened(session, invitee_id=first.id)


def _mark_messages_sent(session: Session, sample: Sample) -> None:
    """Mark what was enqueued for these people as sent, and one e-mail as failed: none of them exists."""
    addresses = dict(session.execute(select(Registration.id, Registration.email)).all())
    queued = select(Message).where(
        Message.id > sample.last_message_id,  # earlier ones are to real people
        Message.state == MessageState.QUEUED,
        Message.topic != TOPIC,
        # The deadline of the poll that runs.
        or_(
            Message.topic != POLL_CHANGED,
            Message.event_id != sample.postponed.id,
            Message.due_at <= clock.now(),
        ),
    )
    messages = session.scalars(queued.order_by(Message.id)).all()
    failed = next(
        one for one in messages if one.registration_id and one.event_id == sample.justice.id
    )
    for message in messages:
        if message.registration_id is not None:
            message.recipient = addresses[message.registration_id]
        if message is failed:
            mark_failed(message, _REASON)
        else:
            mark_row_sent(message)

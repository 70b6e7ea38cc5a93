"""Builders of organisers, events, registrations and their rows for an installation of tests.

A word given to these goes into each field that is not for others' eyes (world.py).
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from tests.links import store_secret_link_key
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, send_invitations
from webinars.access.queries import invitees_by_address
from webinars.accounts.organisers import add_organiser
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.comments import moderation
from webinars.comments.models import Comment
from webinars.comments.submission import submit_comment
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.editing import create_document, publish_document
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.storage.stored_files import store_file
from webinars.documents.storage.uploads import UploadOwner, store_upload
from webinars.documents.versions import add_version
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Subscriber,
)
from webinars.email_subscriptions.subscribing import SubscriptionSubject, request_subscription
from webinars.event_messages.email_notes import add_note
from webinars.event_messages.message_editing import MessageDetails, create_message
from webinars.event_messages.recipients import Audience
from webinars.events.alternative_models import AlternativeGroup
from webinars.events.creation import create_event
from webinars.events.date_groups import group_of
from webinars.events.details import EventDetails
from webinars.events.enums import AccessMode, EventState, NotificationMode, StandardEmail
from webinars.events.lifecycle import publish_event
from webinars.events.models import Event, EventRole, RegistrationType, SeriesRole
from webinars.events.series.editing import add_organiser_of
from webinars.events.series_creation import create_series
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import MessageState
from webinars.polls.models import Poll, PollOption
from webinars.polls.participants import add_participants
from webinars.polls.poll_rules import PollState, ResultsShown, Vote
from webinars.polls.queries import options_of, participants_of
from webinars.polls.voting import cast_votes
from webinars.questions.answers import store_answers
from webinars.questions.models import Question
from webinars.questions.question_spec import Upload
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.new_registration import register_attendee
from webinars.registrations.nominations import Delegate, register_delegates
from webinars.registrations.organiser import bulk_action
from webinars.registrations.queries import registration_of_link
from webinars.registrations.unsubscriptions import unsubscribe
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import clock
from webinars.timezones.schedule import Span, Timed, serialize, timed_at

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHEN = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")


def organiser(session, email, name, **fields):
    """Add an organiser."""
    return add_organiser(session, email=email, name=name, timezone="Europe/Zurich", **fields)


def event(session, site, organiser, title, public=False, **fields):
    """Add an event with a series of its own."""
    # Each event has a series of its own, whose name is as private as the event.
    series = create_series(session, name=fields.pop("series", f"Series of {title}"))
    announced = EventDetails(
        **{
            "title": title,
            "when": WHEN,
            "cities": ("GVA", "NYC"),
            "series_id": series.id,
            "meeting_url": f"https://rooms.example.org/{title.split(chr(39))[0]}",
            "contact_name": "The desk",
            "contact_email": "desk@example.org",
            "notification_mode": NotificationMode.EACH,
            **fields,
        }
    )
    made = create_event(session, organiser=organiser, details=announced, site=site)
    if public:
        publish_event(session, made.id, site)
    session.flush()
    made.series_slug = series.slug
    add_organiser_of(session, series.id, organiser.id)
    return made


def hold_again(session, site, organiser, held, draft):
    """Make a published event one webinar with a draft, and with another published event."""
    group = AlternativeGroup(created_at=clock.now())
    session.add(group)
    session.flush()
    again = event(session, site, organiser, f"{held.title}, once more", public=True)
    for one in (held, draft, again):
        one.alternative_group_id = group.id


def member(session, event, account, role):
    """Give an account a role on an event."""
    account.has_roles = True
    session.add(
        EventRole(event_id=event.id, organiser_id=account.id, role=role, given_at=clock.now())
    )


def member_of_series(session, event, account, role):
    """Give an account a role on the events that the event's owner has in its series."""
    account.has_roles = True
    session.add(
        SeriesRole(
            series_id=event.series_id,
            owner_id=event.organiser_id,
            organiser_id=account.id,
            role=role,
            given_at=clock.now(),
        )
    )


def place(session, event, email, name, **fields) -> Registration:
    """Add a registration."""
    made = register_attendee(
        session,
        event_id=event.id,
        **{
            "name": name,
            "email": email,
            "affiliation": "",
            "timezone": "Africa/Nairobi",
            "language": "en",
            **fields,
        },
    )
    session.flush()
    return made


def refused_with_a_note(session, place, word):
    """Add the note of an earlier refusal of a registrant, who has also unsubscribed from news."""
    add_note(
        session,
        place.event_id,
        StandardEmail.REFUSAL,
        f"{word}emailnote",
        registration_id=place.id,
    )
    unsubscribe(session, registration_of_link(session, place.id), None)


def failed(session, event, place, word):
    """Add a failed message with a canary word in each part."""
    message = enqueue(
        session,
        "registration.again",
        payload={"registration_id": place.id, "note": f"{word}payload"},
        event_id=event.id,
        registration_id=place.id,
    )
    session.flush()
    message.state = MessageState.FAILED
    message.reason = f"550 {word}reason"
    message.recipient = f"{word}recipient@example.com"
    message.mail_id = f"<{word}mailid@example.org>"
    message.body = f"Subject: {word}body".encode()
    return message


def filed(session, event, place, word) -> int:
    """Add a file question and an uploaded file; return the question's id."""
    question = Question(
        event_id=event.id, position=1, question_type=QuestionType.FILE, label="Letter"
    )
    words = Question(
        event_id=event.id,
        position=2,
        question_type=QuestionType.TEXT,
        label="Why?",
        stage=QuestionStage.AFTER_APPROVAL,
    )
    session.add_all((question, words))
    event.has_questions = True
    session.flush()
    sent = Upload(f"{word}filename.pdf", f"%PDF-1.7 {word}filebody".encode())
    store_answers(
        session,
        event=event,
        registration_id=place.id,
        registration_type_id=None,
        given={question.id: sent, words.id: f"{word}answer"},
        language="en",
        organiser_id=None,
    )
    return question.id


def asked(session, event, word) -> tuple[int, int, int]:
    """Add an invitee, a delegation and its nomination; return their ids."""
    event.accepts_delegations = True
    session.flush()
    someone = Recipient(f"{word}inviteename", f"{word}inviteeemail@example.com")
    send_invitations(session, event_id=event.id, people=[someone], language="en")
    address = someone.email
    invitee = invitees_by_address(session, event.id, [address])[address]
    session.add(
        InviteeReply(
            invitee_id=invitee.id,
            key="invitee",
            status=ReplyStatus.TENTATIVE,
            verdict=Verdict.TAKEN,
            sequence=0,
            dtstamp=clock.now(),
            received_at=clock.now(),
            comment=f"{word}inviteereply",
        )
    )
    sent = add_delegation(
        session,
        event_id=event.id,
        name=f"{word}delegation",
        focal_name=f"{word}focalname",
        focal_email=f"{word}focalemail@example.com",
        quota=2,
        language="en",
    )
    session.flush()
    someone = Delegate(f"{word}namedname", f"{word}namedemail@example.com")
    [named] = register_delegates(session, delegation_id=sent.id, people=[someone])
    return invitee.id, sent.id, named.id


def designed(session, event, word) -> None:
    """Add a question, a registration type, a secret link and a permitted domain to an event."""
    session.add_all(
        (
            Question(
                event_id=event.id,
                position=1,
                question_type=QuestionType.SINGLE,
                label=f"{word}question",
                help=f"{word}help",
                choices=[f"{word}choice", "Other"],
            ),
            RegistrationType(event_id=event.id, position=1, name=f"{word}kind"),
        )
    )
    event.has_questions = event.has_registration_types = True
    event.access_mode = AccessMode.SECRET_LINK
    store_secret_link_key(session, event.id, f"{word}key")
    event.domains = [f"{word}domain.example"]
    session.flush()


def left(session, event, word) -> int:
    """Add a comment awaiting moderation and a removed one; return the first one's id."""
    waits, gone = (
        submit_comment(
            session,
            event_id=event.id,
            name=f"{word}askername",
            email=f"{word}askeremail@example.com",
            text=f"{word}{text}",
            language="en",
        )
        for text in ("askertext", "removedtext")
    )
    moderation.remove_comment(session, event_id=event.id, comment_id=gone.id)
    return waits.id


def wrote(session, event, word) -> int:
    """Add a draft of a message to registrants; return its id."""
    details = MessageDetails(f"{word}messagesubject", f"{word}messagetext", Audience())
    return create_message(session, event.id, details, organiser_id=event.organiser_id).id


def chose(session, event, place) -> int:
    """Choose to cancel a registration, unconfirmed yet; return the action's id."""
    return bulk_action.choose(
        session,
        event_id=event.id,
        organiser_id=event.organiser_id,
        name="cancel",
        selection=[place.id],
    ).id


def takes_all_dates(session, event, place) -> int:
    """Tie a registration to all dates of its event, as the form for several dates does; return the row's id."""
    group_id = group_of(session, session.get_one(Event, event.id))
    row = DateGroupRegistration(
        date_group_id=group_id, address=place.address, takes_all=True, created_at=clock.now()
    )
    session.add(row)
    session.flush()
    return row.id


def heard(session, event, place, word) -> Comment:
    """Add a registrant's comment answered by e-mail only; return it."""
    comment = submit_comment(
        session,
        event_id=event.id,
        name=place.name,
        email=place.email,
        text=f"{word}comment",
        language="en",
    )
    session.flush()
    return moderation.answer_comment(
        session,
        event_id=event.id,
        comment_id=comment.id,
        organiser_id=event.organiser_id,
        text=f"{word}reply",
        on_page=False,
        seen=comment.seen,
    )


def replied(session, place, word) -> None:
    """Add a calendar reply with a comment, and a forged one in the same name."""
    now = clock.now()
    session.add_all(
        Reply(
            registration_id=place.id,
            key=f"{place.id} {verdict}",
            status=ReplyStatus.TENTATIVE,
            verdict=verdict,
            sequence=0,
            dtstamp=now,
            received_at=now,
            comment=f"{word}{text}",
        )
        for verdict, text in ((Verdict.TAKEN, "replied"), (Verdict.STRANGER, "strangers"))
    )


def subscribed(session, event, email, timezone=""):
    """Ask for e-mails about an event's series; return the ids of subscription and subscriber."""
    subject = SubscriptionSubject(Interest.EVENTS, series_id=event.series_id)
    request_subscription(
        session, subject, email=email, frequency=Frequency.WEEKLY, language="en", timezone=timezone
    )
    wanted = select(EmailSubscription).join(EmailSubscription.subscriber)
    row = session.scalar(wanted.where(Subscriber.email == email))
    return row.id, row.subscriber_id


def documented(session, event, title) -> dict[str, object]:
    """Create a document of an event, public if that is; return the values for addresses about it."""
    details = DocumentDetails(
        title=title, symbol=f"X/{event.id}", document_type=DocumentType.REPORT, stage=Stage.AFTER,
        event_id=event.id,
    )  # fmt: skip
    document = create_document(session, details)
    file = store_file(session, "report.pdf", b"%PDF-1.4 ")
    version = add_version(session, document.id, VersionKey("en"), content=Content(file.id))
    link = Content(url=f"https://example.org/{event.id}")
    add_version(session, document.id, VersionKey("fr"), content=link)
    upload = store_upload(
        session, UploadOwner(event.organiser_id, event.id), name="next.pdf", body=b"%PDF-1.4 "
    )
    if event.state is EventState.PUBLISHED:
        publish_document(session, document.id)
    return {
        "document_id": document.id,
        "version_id": version.id,
        "upload_key": upload.key,
        "symbol": document.address,
    }


def polled(session, event, word) -> tuple[int, int, int]:
    """Add a participant with a comment to the event's poll; return the ids of poll, an option and them."""
    poll = session.scalar(select(Poll).where(Poll.event_id == event.id))
    if poll is None:
        # Not by its action: the date of the event is fixed.
        now = clock.now()
        poll = Poll(
            event_id=event.id, state=PollState.OPEN, results_shown=ResultsShown.COUNTS,
            sends_holds=True, has_open_link=True, was_completed=False,
            created_at=now, closes_at=now + timedelta(days=9),
        )  # fmt: skip
        session.add(poll)
        session.flush()
        for number in (1, 2, 3):
            when = timed_at(Span(now + number * DAY, now + number * DAY + HOUR), "Europe/Zurich")
            session.add(
                PollOption(
                    poll_id=poll.id, uid=f"{poll.id}-{number}@example.org", created_at=now,
                    schedule=serialize(when), starts_at=now + number * DAY,
                    ends_at=now + number * DAY + HOUR,
                )
            )  # fmt: skip
        session.flush()
        ensure_links(session, Purpose.POLL_ENTRY, [(poll.id, event.id)])
    someone = Recipient(f"{word}participantname", f"{word}participantemail@example.com")
    add_participants(session, event.id, poll.id, people=[someone], language="en")
    [option, *_others] = options_of(session, poll.id)
    person = participants_of(session, poll.id)[-1]
    cast_votes(
        session, person.id, votes={option.id: Vote.YES}, comment=f"{word}pollcomment",
        timezone="Africa/Nairobi", without_holds=False,
    )  # fmt: skip
    return poll.id, option.id, person.id

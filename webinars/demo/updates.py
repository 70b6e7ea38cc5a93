"""Addresses of the sample that asked for e-mail updates: at bodies, events without a day, and a document."""

from sqlalchemy import select

from webinars.demo.people import sample_people
from webinars.demo.sample import Sample
from webinars.documents.models import Document
from webinars.email_subscriptions.models import EmailSubscription, Frequency, Interest
from webinars.email_subscriptions.subscribing import (
    SubscriptionSubject,
    confirm_subscription,
    request_subscription,
)


def add_updates(sample: Sample) -> None:
    """Subscribe people, each of whom has confirmed the address but the last."""
    parties = SubscriptionSubject(Interest.EVENTS, series_id=sample.parties.id, covers_branch=True)
    dialogues = SubscriptionSubject(Interest.EVENTS, series_id=sample.dialogues.id)
    month = SubscriptionSubject(Interest.CHANGES, event_id=sample.follow_up.id)
    postponed = SubscriptionSubject(Interest.CHANGES, event_id=sample.postponed.id)
    wanted = [
        (parties, Frequency.WEEKLY),
        (dialogues, Frequency.AT_ONCE),
        (month, Frequency.AT_ONCE),
        (postponed, Frequency.AT_ONCE),
        (month, Frequency.WEEKLY),
        (dialogues, Frequency.WEEKLY),
    ]
    # The first document of the coming session is its agenda, which is due in Arabic. Its symbol has the year.
    of_conference = select(Document.id).where(Document.event_id == sample.conference.id)
    agenda = sample.session.scalar(of_conference.order_by(Document.id).limit(1))
    if agenda is not None:
        arabic = SubscriptionSubject(Interest.DOCUMENTS, document_id=agenda, language="ar")
        wanted.insert(0, (arabic, Frequency.AT_ONCE))
    people = list(sample_people(len(wanted)))
    for turn, ((email, details), (subject, frequency)) in enumerate(
        zip(people, wanted, strict=True), 1
    ):
        request_subscription(
            sample.session,
            subject,
            email=email,
            frequency=frequency,
            language="en",
            timezone=details["timezone"],
        )
        if turn < len(wanted):
            _confirm(sample)


def _confirm(sample: Sample) -> None:
    newest = select(EmailSubscription).order_by(EmailSubscription.id.desc()).limit(1)
    row = sample.session.scalars(newest).one()
    zone = sample.site.timezone
    confirm_subscription(sample.session, row.subscriber_id, row.id, default_timezone=zone)

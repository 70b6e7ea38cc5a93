"""Whatever happens in which order, each notice reaches each subscriber once, and nobody who has ended it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.web.pages import at
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.email_subscriptions import own_subscriptions
from webinars.email_subscriptions.collection import TOPIC, collect_notices
from webinars.email_subscriptions.joining import send_before_join
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Notice,
    Subscriber,
)
from webinars.email_subscriptions.notification import (
    SUBSCRIBER_TOPICS,
    last_notice,
    notify_subscribers,
    send_digests,
)
from webinars.email_subscriptions.subscribing import (
    SubscriptionSubject,
    confirm_subscription,
    request_subscription,
)
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.details import EventDetails, details_of
from webinars.events.lifecycle import cancel_event, postpone_event, publish_event, restore_event
from webinars.events.models import Event, Series
from webinars.events.series.joining import join_series
from webinars.events.series_creation import create_series
from webinars.outbox.models import Message, MessageState
from webinars.timezones.schedule import Month

ZONE = "Europe/Zurich"
_names = count()
SUBSCRIBERS, SERIES = 2, ("parent", "child", "other")
WEEKLY, AT_ONCE = Frequency.WEEKLY, Frequency.AT_ONCE
ACTIONS = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from(SERIES)),
    st.tuples(st.sampled_from(["move", "cancel", "postpone", "restore"]), st.integers(0, 2)),
    st.tuples(
        st.just("subscribe"),
        st.integers(0, SUBSCRIBERS - 1),
        st.sampled_from([*SERIES, 0, 1]),
        st.sampled_from([WEEKLY, AT_ONCE]),
    ),
    st.tuples(st.just("end"), st.integers(0, 5)),
    st.tuples(st.just("turn"), st.integers(0, 5)),
    st.tuples(st.just("join")),
    st.tuples(st.just("week")),
)


@dataclass(eq=False)
class Wish:
    """A confirmed subscription as the test knows it, and since when; waits: notices kept for the week."""

    id: int
    subscriber: int
    subject: object
    frequency: Frequency
    since: datetime
    waits: set


class World:
    """Bodies, events and subscribers, and what each subscriber should have been sent."""

    def __init__(self, clock, site, organiser):
        self.clock, self.site, self.organiser_id = clock, site, organiser.id
        self.prefix = next(_names)
        self.events, self.series_of, self.wishes = [], {}, []
        self.expected, self.sent = [], []
        with transaction() as session:
            self.series = {
                name: create_series(session, name=f"{name} {self.prefix}") for name in SERIES
            }
            session.flush()
            self.series["child"].parent_id = self.series["parent"].id
            self.series = {name: row.id for name, row in self.series.items()}
        for name in SERIES[:2]:
            self.publish(name)

    def tick(self):
        """Let a worker collect and fan out; note what is queued for subscribers, and what should be."""
        self.clock.advance(timedelta(minutes=3))
        with transaction() as session:
            before = last_notice(session)
            collect_notices(session, self.clock.now())
            session.flush()
            notices = session.query(Notice).filter(Notice.id > before).order_by(Notice.id).all()
            session.expunge_all()
        for notice in notices:
            self._expect(notice)
        with transaction() as session:
            for message in session.query(Message).filter_by(topic=TOPIC, state="queued"):
                notify_subscribers(session, message)
                message.state, message.key = MessageState.SUPERSEDED, None
        self.read()

    def read(self):
        """Take the e-mails that are queued for subscribers."""
        with transaction() as session:
            for message in session.query(Message).filter(Message.topic.in_(SUBSCRIBER_TOPICS)):
                of = message.payload["subscriber_id"]
                self.sent += [(of, one) for _, ids in message.payload["items"] for one in ids]
                session.delete(message)

    def _expect(self, notice):
        for subscriber in range(SUBSCRIBERS):
            own = [wish for wish in self._matching(notice) if wish.subscriber == subscriber]
            if any(wish.frequency is AT_ONCE for wish in own):
                self._sends(own[0].id, {notice.id})
            else:
                for wish in own:
                    wish.waits.add(notice.id)

    def _matching(self, notice):
        series = self.series_of[notice.event_id]
        above = {"child": ("child", "parent")}.get(series, (series,))
        is_of_body = notice.reason in {"published", "dated"}
        for wish in self.wishes:
            if notice.changed_at < wish.since:
                continue
            if wish.subject == notice.event_id:
                if notice.reason != "published":
                    yield wish
            elif wish.subject in above and is_of_body:
                yield wish

    def _sends(self, subscription_id, notices):
        with transaction() as session:
            of = session.get_one(EmailSubscription, subscription_id).subscriber_id
        self.expected += [(of, one) for one in notices]

    def _flush(self, subscriber):
        own = [wish for wish in self.wishes if wish.subscriber == subscriber]
        waiting = set().union(*(wish.waits for wish in own))
        if waiting:
            self._sends(own[0].id, waiting)
        for wish in own:
            wish.waits = set()

    def publish(self, name):
        name = name if name in self.series else "child"
        with transaction() as session:
            host = session.get_one(Organiser, self.organiser_id)
            details = EventDetails(
                title="E", when=Month(2027, 9, ZONE), cities=("GVA",), series_id=self.series[name]
            )
            event = create_event(session, organiser=host, details=details, site=self.site)
            publish_event(session, event.id, self.site)
            self.events.append(event.id)
            self.series_of[event.id] = name

    def _act(self, number, states, action):
        event_id = self.events[number % len(self.events)]
        with transaction() as session:
            if session.get_one(Event, event_id).state in states:
                action(session, event_id)

    def move(self, number):
        def action(session, event_id):
            row = session.get_one(Event, event_id)
            day = at(2027, 9, 1 + row.revision % 27, 15)
            details = replace(details_of(row), when=day)
            change_event(session, event_id, details=details, revision=row.revision, site=self.site)

        self._act(number, {"published"}, action)

    def cancel(self, number):
        self._act(number, {"published"}, lambda *args: cancel_event(*args, self.site))

    def postpone(self, number):
        self._act(number, {"published"}, lambda *args: postpone_event(*args, self.site))

    def restore(self, number):
        off = {"cancelled", "postponed"}
        self._act(number, off, lambda *args: restore_event(*args, self.site))

    def subscribe(self, subscriber, to, frequency):
        subject = self.events[to] if isinstance(to, int) else to
        if subject not in [*self.series, *self.events]:
            return
        known = [(wish.subscriber, wish.subject) for wish in self.wishes]
        if (subscriber, subject) in known:
            return
        wanted = (
            SubscriptionSubject(Interest.CHANGES, event_id=subject)
            if isinstance(to, int)
            else SubscriptionSubject(
                Interest.EVENTS, series_id=self.series[subject], covers_branch=True
            )
        )
        email = f"s{subscriber}-{self.prefix}@example.org"
        self.clock.advance(timedelta(seconds=1))
        with transaction() as session:
            request_subscription(
                session, wanted, email=email, frequency=frequency, language="en", timezone=""
            )
            row = (
                session.query(EmailSubscription)
                .join(EmailSubscription.subscriber)
                .filter(Subscriber.email == email)
                .order_by(EmailSubscription.id.desc())
                .first()
            )
            confirm_subscription(session, row.subscriber_id, row.id, default_timezone=ZONE)
            self.wishes.append(
                Wish(row.id, subscriber, subject, frequency, self.clock.now(), set())
            )
        self.clock.advance(timedelta(seconds=1))

    def _wish(self, number):
        return self.wishes[number % len(self.wishes)] if self.wishes else None

    def end(self, number):
        if wish := self._wish(number):
            with transaction() as session:
                of = session.get_one(EmailSubscription, wish.id).subscriber_id
                own_subscriptions.end_subscription(session, of, wish.id, default_timezone=ZONE)
            self.wishes.remove(wish)

    def turn(self, number):
        if not (wish := self._wish(number)):
            return
        other = AT_ONCE if wish.frequency is WEEKLY else WEEKLY
        if other is AT_ONCE:
            self._flush(wish.subscriber)
        with transaction() as session:
            of = session.get_one(EmailSubscription, wish.id).subscriber_id
            own_subscriptions.change_frequency(session, of, wish.id, other, default_timezone=ZONE)
        wish.frequency = other

    def join(self):
        if "other" not in self.series:
            return
        for subscriber in range(SUBSCRIBERS):
            own = {w.subject: w for w in self.wishes if w.subscriber == subscriber}
            if {"other", "child"} <= own.keys():
                self._flush(subscriber)
                own["child"].since = min(own["child"].since, own["other"].since)
                self.wishes.remove(own["other"])
            elif "other" in own:
                own["other"].subject = "child"
        with transaction() as session:
            source, target = self.series.pop("other"), self.series["child"]
            by = session.get_one(Organiser, self.organiser_id)
            send_before_join(session, source, target, by=by)
            join_series(session, source, target, by=by)
            assert session.get(Series, source) is None
        self.series_of = {
            number: "child" if name == "other" else name for number, name in self.series_of.items()
        }

    def week(self):
        for subscriber in range(SUBSCRIBERS):
            if any(w.frequency is WEEKLY for w in self.wishes if w.subscriber == subscriber):
                self._flush(subscriber)
        self.clock.advance(timedelta(days=7))
        with transaction() as session:
            send_digests(session, self.clock.now(), ZONE)
        self.read()


@settings(max_examples=15)
@given(st.lists(ACTIONS, min_size=4, max_size=14))
@example(
    [
        ("subscribe", 0, "parent", WEEKLY),
        ("subscribe", 0, "child", AT_ONCE),
        ("publish", "child"),
        ("turn", 1),
        ("publish", "child"),
        ("turn", 0),
        ("week",),
        ("subscribe", 0, "other", WEEKLY),
        ("publish", "other"),
        ("join",),
        ("publish", "child"),
    ]
)
def test_each_notice_reaches_each_subscriber_once(clock, site, organiser, actions):
    world = World(clock, site, organiser)
    for name, *arguments in actions:
        getattr(world, name)(*arguments)
        world.tick()
    world.week()

    assert sorted(world.sent) == sorted(world.expected)

"""Text of users is inert on every page that shows it.

Hostile text is in every field that people fill, and in responses of mail servers. Every route is requested by
someone who may see it, including confirmation pages and redisplayed forms.
"""

import json
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from sqlalchemy import update
from werkzeug.datastructures import ImmutableMultiDict

from tests.links import link_token
from tests.security.founding import documented, polled, replied, subscribed
from tests.web.conftest import token_of
from webinars import paths
from webinars.access.models import Delegation, Invitee
from webinars.accounts.organisers import add_organiser
from webinars.comments import moderation
from webinars.comments.submission import submit_comment
from webinars.database import transaction
from webinars.event_messages.models import EventMessage
from webinars.event_messages.recipients import Audience
from webinars.events.models import Event, RegistrationType, Series
from webinars.outbox.models import Message, MessageState
from webinars.polls.models import PollParticipant
from webinars.questions.answers import store_answers
from webinars.questions.models import Question
from webinars.questions.question_spec import Upload
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.registrations.organiser import bulk_action
from webinars.web.core.security import endpoint_policies

ATTACK = (
    "\"'></textarea></script></title><xss-tag onxss=1>[x](javascript:xss){{7*7}}%(name)s${7*7}{0}"
)
# Read from a stored value by a template, this would be 49.
EVALUATED = "})49%(name)s"
QUERIES = ("", "?q=%22%3E%3Cxss-tag%20onxss=1%3E", "?month=%3Cxss-tag%3E")
PURPOSES = ("manage", "join", "address")
LEAST_PAGES, LEAST_SHOWN = 200, 120
# The button that was pressed.
DECIDING = frozenset({"do", "take"})


class Seen(HTMLParser):
    """The tags and attributes of a page as a browser finds them, its data scripts as JSON, and its text."""

    def __init__(self, answer):
        super().__init__()
        self.faults, self.text, self._script = [], "", None
        self.feed(answer.text)
        self.close()

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if "xss" in tag or any("xss" in name or name.startswith("on") for name in named):
            self.faults.append(f"<{tag} {attrs}>")
        for name in ("href", "src", "action", "formaction"):
            if (named.get(name) or "").strip().lower().startswith(("javascript:", "data:")):
                self.faults.append(f"{name} leads to {named[name]}")
        self._script = "" if tag == "script" else None

    def handle_endtag(self, tag):
        if tag == "script" and self._script:
            json.loads(self._script)
        self._script = None

    def handle_data(self, data):
        if self._script is not None:
            self._script += data
        self.text += data


@pytest.fixture
def attacked(app, site, signed_in, organiser, make_series, make_event, make_registration):
    """Return the values that addresses may hold, of an installation in which every field is an attack."""
    series = make_series(ATTACK, ATTACK)
    with transaction() as session:
        stored = session.get_one(Series, series.id)
        stored.short_name = stored.contact_name = stored.picture_text = ATTACK
        stored.links = [{"text": ATTACK, "url": "https://example.org/"}]
    fields = {
        "title": ATTACK,
        "description": ATTACK,
        "place": ATTACK,
        "hosted_by": ATTACK,
        "contact_name": ATTACK,
        "series_id": series.id,
        "links": [{"url": "https://example.org/", "text": ATTACK}],
    }
    reading = {"questions": [{"code": "day-or-month", "readings": [ATTACK, ATTACK]}]}
    draft, event = make_event(publish=False, reading=reading, **fields), make_event(**fields)
    made = make_registration(event, name=ATTACK, affiliation=ATTACK)
    with transaction() as session:
        other = add_organiser(
            session, email="bo@example.org", name=ATTACK, timezone="Europe/Zurich"
        )
        session.flush()
        place = session.get_one(Registration, made.id)
        place.new_email, place.timezone = "new@example.com", "Africa/Nairobi"
        asked = [
            Question(
                event_id=event.id,
                position=number,
                question_type=kind,
                label=ATTACK,
                help=ATTACK,
                choices=[ATTACK],
            )
            for number, kind in enumerate(
                (QuestionType.FILE, QuestionType.SINGLE, QuestionType.TEXT)
            )
        ]
        session.add_all(asked)
        session.get_one(Event, event.id).has_questions = True
        session.flush()
        question_id = asked[0].id
        given = {
            asked[0].id: Upload(f"{ATTACK}.pdf", b"%PDF-1.7 x"),
            asked[1].id: ATTACK,
            asked[2].id: ATTACK,
        }
        store_answers(
            session,
            event=session.get_one(Event, event.id),
            registration_id=made.id,
            registration_type_id=None,
            given=given,
            language="en",
            organiser_id=None,
        )
        replied(session, made, ATTACK)
        waits, comment = left_by(session, event)
        numbers = {**asked_by(session, event, made), "comment_id": waits.id}
        numbers["event_message_id"] = written_by(session, event, other)
        numbers["bulk_action_id"] = chosen_by(session, event, other, made)
        numbers |= polled_by(session, event)
        numbers |= documented(session, session.get_one(Event, event.id), ATTACK)
        numbers["subscription_id"], subscriber_id = subscribed(session, event, "reader@example.com")
        session.get_one(Registration, made.id).internal_note = ATTACK
        session.execute(
            update(Message).values(state=MessageState.FAILED, reason=ATTACK, recipient=ATTACK)
        )
        message = session.query(Message).filter_by(registration_id=made.id).first().id
        organiser_id = other.id
    links = {purpose: link_token(purpose, made.id) for purpose in PURPOSES}
    links["address"] = link_token("address", made.id)
    links["comment"] = link_token("comment", comment.id)
    for purpose in ("invitee", "delegation"):
        links[purpose] = link_token(purpose, numbers[f"{purpose}_id"])
    links["poll"] = link_token("poll", numbers["participant_id"])
    links["document"] = link_token("document", numbers["document_id"])
    links["poll-entry"] = link_token("poll-entry", numbers["poll_id"])
    for purpose in ("subscriber", "end-subscription"):
        links[purpose] = link_token(purpose, subscriber_id)
    return [
        {
            "slug": event.slug,
            "series": series.slug,
            "event_id": which.id,
            "series_id": series.id,
            "registration_id": made.id,
            "message_id": message,
            "organiser_id": organiser_id,
            "question_id": question_id,
            **numbers,
            "links": links,
            "filename": "site.css",
            "day": "2026-03-01",
        }
        for which in (draft, event)
    ]


def chosen_by(session, event, organiser, registration):
    """Choose an action on a registration; return its id."""
    return bulk_action.choose(
        session,
        event_id=event.id,
        organiser_id=organiser.id,
        name="cancel",
        selection=[registration.id],
    ).id


def polled_by(session, event):
    """Add a poll with a participant; return the ids for URLs."""
    poll_id, option_id, participant_id = polled(session, event, "plain")
    participant = session.get_one(PollParticipant, participant_id)
    participant.name = participant.comment = ATTACK
    return {"poll_id": poll_id, "option_id": option_id, "participant_id": participant_id}


def written_by(session, event, organiser):
    """Add a message to registrants; return its id."""
    message = EventMessage(
        event_id=event.id,
        organiser_id=organiser.id,
        subject=ATTACK,
        text=ATTACK,
        audience=Audience().stored(),
        created_at=event.created_at,
        changed_at=event.created_at,
    )
    session.add(message)
    session.flush()
    return message.id


def asked_by(session, event, place):
    """Add an invitee, a nomination and registration types; return the ids for URLs."""
    result = session.get_one(Event, event.id)
    result.accepts_delegations = result.has_registration_types = True
    result.domains = [ATTACK]
    invitee = Invitee(
        event_id=event.id,
        name=ATTACK,
        email="asked@example.com",
        address="asked@example.com",
        language="en",
        created_at=result.created_at,
        invited_at=result.created_at,
    )
    sent = Delegation(
        event_id=event.id,
        name=ATTACK,
        focal_name=ATTACK,
        focal_email="focal@example.com",
        address="focal@example.com",
        language="en",
        quota=5,
        created_at=result.created_at,
    )
    kind = RegistrationType(event_id=event.id, position=1, name=ATTACK)
    session.add_all((invitee, sent, kind))
    session.flush()
    session.get_one(Registration, place.id).delegation_id = sent.id
    session.get_one(Registration, place.id).registration_type_id = kind.id
    return {"invitee_id": invitee.id, "delegation_id": sent.id, "nomination_id": place.id}


def left_by(session, event):
    """Leave a comment that waits, and one that is answered on the page; return both."""
    fields = {"event_id": event.id, "name": ATTACK, "email": "reader@example.com", "language": "en"}
    waits, shown = (
        submit_comment(session, text=text, **fields) for text in (ATTACK, f"{ATTACK}\n{ATTACK}")
    )
    session.flush()
    moderation.answer_comment(
        session,
        event_id=event.id,
        comment_id=shown.id,
        organiser_id=event.organiser_id,
        text=ATTACK,
        on_page=True,
        seen=shown.seen,
    )
    return waits, shown


def routes(app, values):
    """Yield the endpoint and the address of every route about an event."""
    for rule in app.url_map.iter_rules():
        slug = values["series"] if "/series/" in rule.rule else values["slug"]
        token = values["links"].get(endpoint_policies.POLICIES[rule.endpoint].purpose, "x")
        fields = {**values, "slug": slug, "token": token}
        path = app.url_map.bind("").build(
            rule.endpoint, {name: fields[name] for name in rule.arguments}
        )
        yield rule, path
        if rule.endpoint == "organiser_questions.new":
            yield rule, f"{path}?type=several"


class NotedFields(ImmutableMultiDict):
    """The fields of a form or query, which notes the names that are asked for."""

    asked: ClassVar[set[str]] = set()

    def __contains__(self, name):
        self.asked.add(name)
        return super().__contains__(name)

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)

    def getlist(self, name, *more):
        self.asked.add(name)
        return super().getlist(name, *more)


@pytest.fixture
def asked(app, monkeypatch):
    """Return the names of the fields that a view asked for, to be emptied before a request."""
    monkeypatch.setattr(app.request_class, "parameter_storage_class", NotedFields)
    return NotedFields.asked


def test_user_text_is_inert_on_every_page(app, signed_in, attacked, asked):
    pages, shown, faults = 0, 0, []
    for values in attacked:
        for rule, path in routes(app, values):
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            asked.clear()
            # What a page does with its query does not depend on the event's state.
            for query in QUERIES if values is attacked[-1] else QUERIES[:1]:
                if query.startswith("?month=") and "month" not in asked:
                    continue  # all pages may repeat their address, few are those of a month
                answer = signed_in.get(path + query, buffered=True)
                if answer.mimetype != "text/html":
                    continue
                seen = Seen(answer)
                pages += 1
                shown += "<xss-tag" in seen.text
                faults += [(path + query, fault) for fault in seen.faults]
                if EVALUATED in seen.text or "](javascript:xss)49" in seen.text:
                    faults.append((path, "was taken for a template"))

    assert faults == []
    assert pages >= LEAST_PAGES
    assert shown >= LEAST_SHOWN


def test_redisplayed_form_values_are_inert(app, signed_in, attacked, asked):
    token = token_of(signed_in.get("/links"))
    names = (
        "name", "email", "affiliation", "zone", "lang", "title", "description", "date", "start", "end",
        "cities", "place", "meeting_url", "series", "hosted_by", "contact_name", "contact_email", "languages",
        "links", "capacity", "text", "next", "q", "precision", "month", "format", "revision", "notification_mode",
        "answer", "seen",
        "label", "help", "choices", "values-1", "parent", "registration_type", "key", "take", "confirmed_email",
        "focal_name", "focal_email", "quota", "domains", "access_mode", "opens_before", "opens_unit", "offer_hours",
        "verification_hours", "reminders", "other_reminder", "waiting_list", "name_1", "capacity_1", "attendance_mode_1",
        "id_1", "name-1", "email-1", "registration_type-1", "q-1", "q-2", "q-3", "seen", "preset",
    )  # fmt: skip

    shown, faults = 0, []
    for values in attacked:
        for rule, path in routes(app, values):
            if "POST" not in rule.methods or rule.endpoint == "sign_in.sign_out":
                continue
            asked.clear()
            sent = dict.fromkeys(names, ATTACK)
            # Without a token a form is redisplayed whatever was to be done with it.
            for do in (None, "look", "draft", "publish"):
                if do in {"draft", "publish"} and not asked & DECIDING:
                    continue  # the same as "look" to a view that does not ask what to do
                ways = {} if do is None else {"csrf_token": token, "do": do}
                answer = signed_in.post(path, data={**sent, **ways})
                if answer.mimetype != "text/html":
                    continue
                seen = Seen(answer)
                shown += "<xss-tag" in seen.text or "&lt;xss-tag" in answer.text
                faults += [(path, fault) for fault in seen.faults]

    assert faults == []
    assert shown >= 5


def test_scripts_insert_text_and_never_markup():
    scripts = sorted(paths.STATIC.glob("*.js"))

    results = [
        (script.name, way)
        for script in scripts
        for way in (
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "Function(",
        )
        if way in script.read_text("utf-8")
    ]

    assert scripts
    assert results == []


def test_javascript_link_of_event_is_not_shown(client, make_event):
    """The page warns again, however the address came into the database."""
    event = make_event()
    with transaction() as session:
        session.get_one(Event, event.id).links = [{"url": "javascript:alert(1)", "text": "Papers"}]

    answer = client.get(f"/events/{event.slug}")

    assert answer.status_code == 200
    assert Seen(answer).faults == []

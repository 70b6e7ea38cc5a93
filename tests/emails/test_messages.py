"""Every e-mail, in a right-to-left language and with hostile values, and its calendar part."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from tests.questions.asking import ask, give
from webinars.database import transaction
from webinars.emails import templates
from webinars.emails.composers import COMPOSERS
from webinars.emails.mime_message import build
from webinars.events.enums import Format, NotificationMode
from webinars.outbox.models import Message, MessageState
from webinars.questions.question_types import QuestionStage
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones.schedule import Days, Month

HOSTILE = [
    "=?utf-8?q?A=0AContent-Type:_text/html=0A=0A<a_href=3Dhttps://evil.example>Verify</a>?=",
    "Verify at https://evil.example/now or www.evil.example or eve@evil.example",
    "<a href='https://evil.example'>Ann</a><script>alert(1)</script>",
    "{{ 7 * 7 }} {% include 'layout.html' %} %(name)s %s",
    "[Ann](https://evil.example) *Ann*",
    "آن =?utf-8?b?QQ==?= evil.example",
]
LINKS = re.compile(
    r"""(?:https?://|www\.|mailto:)[^\s<>"']+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+\.(?:example|com|org)\b\S*"""
)


@pytest.fixture(autouse=True)
def _each_is_as_if_rendered_for_its_person_alone():
    def both(folder, values):
        parts = templates.render(folder, values)
        assert parts == templates.render_parts(folder, values)
        return parts

    # Not the fixture of this name, with which databases are not copied.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("webinars.emails.email_context.render", both)
        yield


class Seen(HTMLParser):
    """Visible text, tags and links of an HTML document."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags, self._hidden = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._hidden = tag in {"style", "script"}
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("topic", COMPOSERS)
def test_every_email_has_a_subject_and_the_same_links_in_both_texts(place, write, topic):
    email = write(topic, place(topic))

    seen = Seen(email.html)
    assert email.subject
    assert set(LINKS.findall(email.text)) == {link.removeprefix("mailto:") for link in seen.links}
    assert "⟦" not in email.text


@pytest.mark.parametrize("topic", COMPOSERS)
def test_no_email_says_your_time_if_the_time_zone_is_unknown(place, write, topic):
    email = write(topic, place(topic, timezone=""))

    words = f"{email.subject} {email.text} {Seen(email.html).text}"
    theirs = re.findall(r"\d\d your time|your time, \w+", words)
    assert theirs == []


@pytest.mark.parametrize("topic", COMPOSERS)
def test_links_are_independent_of_the_recipients_name(place, write, topic):
    registration = place(topic, name="Ann", affiliation="Ann")
    usual = links_of(write(topic, registration))

    for name in HOSTILE:
        with transaction() as session:
            row = session.get_one(Registration, registration.id)
            row.name = row.affiliation = name

        assert links_of(write(topic, registration)) == usual, name


def links_of(email):
    """Return the addresses of an e-mail by part, and the tags of its HTML."""
    seen = Seen(email.html)
    return [
        *(LINKS.findall(part) for part in (email.text, email.subject, seen.text)),
        seen.links,
        seen.tags,
    ]


@pytest.mark.parametrize("topic", COMPOSERS)
def test_placeholders_are_values_and_never_templates(place, write, topic):
    email = write(topic, place(topic, name="{{ 7 * 7 }} %(title)s", affiliation="{{ 7 * 7 }}"))

    # The token of a link may hold any digits.
    words = re.sub(r"https?://\S+", "", email.text)
    assert "49" not in words
    if "{{" in email.text:
        assert "{{ 7 * 7 }}" in email.text


@pytest.mark.parametrize("topic", COMPOSERS)
def test_every_sentence_is_translated(place, write, make_event, topic):
    event = make_event(
        title="العنوان",
        hosted_by="المضيف",
        contact_name="أميرة",
        notification_mode=NotificationMode.DAILY,
    )
    email = write(topic, place(topic, event=event, name="وانجيرو", affiliation="", language="ar"))

    for item in (email.subject, email.text, Seen(email.html).text):
        assert _outside(item) == ""
    assert '<html lang="ar" dir="rtl">' in email.html


def test_name_of_the_other_direction_is_isolated_in_subject_and_both_texts(place, write):
    name = "آن كاماو"

    registration = place(name=name, affiliation="")

    to_registrant = write("registration.confirmed", registration)
    to_organiser = write("organiser.mail", registration, text="Hello")

    isolated = f"\u2068{name}\u2069"
    for words in (to_registrant.text, to_registrant.html, to_organiser.text, to_organiser.html):
        assert words.count(name) == words.count(isolated) >= 1
    assert isolated in to_organiser.subject


def _outside(text):
    """Return the Latin words outside the brackets of the pseudo-locale, addresses and UTC offsets."""
    text = LINKS.sub(" ", text)
    while re.search(r"⟦[^⟦⟧]*⟧", text):
        text = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    text = re.sub(r"UTC[+−]?[\d:]*|Amira Haddad|Webinars|\(|\)", " ", text)
    return "".join(re.findall(r"[A-Za-z]+", text))


def test_names_from_forms_are_escaped_in_html(place, write):
    email = write("registration.confirmed", place(name="<b>Ann</b> & Bob"))

    assert "&lt;b&gt;Ann&lt;/b&gt; &amp; Bob" in email.html
    assert "<b>Ann</b> & Bob, you are registered." in email.text


def test_name_in_included_sentence_is_escaped(place, write):
    email = write("organiser.registration", place(name="<b>Ann</b>", affiliation="<i>x</i>"))

    assert "&lt;b&gt;Ann&lt;/b&gt; (&lt;i&gt;x&lt;/i&gt;) is registered." in email.html


def test_confirmation_contains_title_time_location_and_links(place, write):
    email = write("registration.confirmed", place())

    assert (
        email.subject
        == "You are registered: Children deprived of liberty, Friday 16 July, 16:00 Nairobi"
    )
    for item in (
        "Wanjiru Kamau, you are registered.",
        "16:00 to 17:30  your time, Nairobi",
        "Friday 16 July 2027, 90 minutes, online",
        "15:00  Geneva, Friday 16 July (UTC+02:00)",
        "09:00  New York, Friday 16 July (UTC\u221204:00)",
        "JOIN FROM 15:45 YOUR TIME",
        "to reach Amira Haddad:",
        "If you did not register",
    ):
        assert item in email.text
    assert email.reply_to.email == "amira@example.org"
    assert email.sender.name == "Amira Haddad"


def test_confirmation_names_questions_after_approval_until_they_are_answered(
    place, write, client, site, make_event
):
    event = make_event()
    first = ask(event, required=True)
    later = ask(event, stage=QuestionStage.AFTER_APPROVAL)
    pending = place("registration.awaiting_approval", event=event, given={first: "x"})
    assert "more questions" not in write("registration.awaiting_approval", pending).text

    registration = place(event=event, email="ann@example.org", given={first: "x"})
    email = write("registration.confirmed", registration)

    [url] = re.findall(r"more questions on your registration page:\n(\S+)", email.text)
    assert f'name="q-{later}"' in client.get(url.removeprefix(site.base_url)).text
    give(registration, {later: ""}, stage=QuestionStage.AFTER_APPROVAL)
    assert "more questions" not in write("registration.confirmed", registration).text


@pytest.mark.parametrize("status", ["confirmed", "waiting", "awaiting_approval"])
def test_first_email_links_to_the_personal_calendar_without_its_url(
    place, write, client, site, status
):
    topic = f"registration.{status}"
    email = write(topic, place(topic))

    [url] = re.findall(r"Subscribe to a calendar of all your registrations\n(\S+)", email.text)
    page = client.get(url.removeprefix(site.base_url))
    assert f'href="{url}"' in email.html
    assert "<h1>Personal calendar</h1>" in page.text
    assert "You have no private link yet" in page.text
    assert "/calendars/" not in email.text + email.html


def test_no_email_contains_the_meeting_url(place, write):
    email = write("registration.confirmed", place())

    assert b"rooms.example.org" not in build(email) + email.calendar.body


def test_calendar_contains_the_join_link_but_not_the_manage_link(place, write):
    email = write("registration.confirmed", place())

    calendar = email.calendar.body.replace(b"\r\n ", b"")
    join = re.search(r"\S+/join/\S+", email.text)[0].encode()
    assert b"DESCRIPTION:Join: " + join in calendar
    assert b"LOCATION:" + join in calendar
    assert b"/registrations/" not in calendar


def test_in_person_event_has_a_location_and_no_join_link(place, write, make_event):
    event = make_event(format=Format.IN_PERSON, place="Palais des Nations, Room XX")

    email = write("registration.confirmed", place(event=event))

    calendar = email.calendar.body.replace(b"\r\n ", b"")
    assert "/join/" not in email.text + email.html + calendar.decode()
    assert b"LOCATION:Palais des Nations\\, Room XX" in calendar
    assert "15:00 to 16:30  Geneva" in email.text
    assert "Friday 16 July 2027, 16:00 your time, Nairobi" in email.text


def test_all_day_events_are_sent_as_dates(place, write, make_event):
    event = make_event(
        when=Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"), cities=("VIE",)
    )

    email = write("registration.confirmed", place(event=event))

    assert "12\u201315 October 2027" in email.text
    assert b"DTSTART;VALUE=DATE:20271012" in email.calendar.body


def test_event_without_a_day_has_no_calendar_part(place, write, make_event):
    event = make_event(when=Month(2027, 4, "Europe/Vienna"), cities=())

    email = write("registration.confirmed", place(event=event))

    assert email.calendar is None
    assert "April 2027" in email.text
    assert "IN YOUR CALENDAR" not in email.text


def test_without_a_reply_address_no_reply_is_requested(place, write):
    calendar = write("registration.confirmed", place()).calendar.body.replace(b"\r\n ", b"")

    assert b"PARTSTAT=ACCEPTED;RSVP=FALSE" in calendar
    assert b'ORGANIZER;CN="Amira Haddad":mailto:events@example.org' in calendar


def test_organizer_address_is_never_invited(place, write):
    email = write("registration.confirmed", place(email="Events@example.org"))

    assert email.calendar is None


def test_invalid_address_fails_permanently(app, make_event, make_registration, deliver, session):
    made = make_registration(make_event(notification_mode=NotificationMode.NEVER))
    with transaction() as writing:
        writing.get_one(Registration, made.id).email = "åsa@example.org"

    deliver()

    session.rollback()
    [message] = session.scalars(select(Message)).all()
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert "SMTPUTF8" in message.reason


def test_links_are_sent_for_all_active_registrations_or_not_at_all(place, write):
    first = place(event=None)
    email = write("registration.links", first)
    nobody = write("registration.links", first, address="other@example.com")

    assert email.text.count("/registrations/") == 1
    assert nobody is None


def test_digest_covers_the_day_that_ends_that_evening(place, write, make_event, clock):
    made = place(event=make_event(notification_mode=NotificationMode.DAILY))

    assert write("organiser.digest", made, day="2026-11-24") is None
    assert (
        "Wanjiru Kamau (Legal Aid Network) is registered." in write("organiser.digest", made).text
    )
    assert write("organiser.digest", made, day="2026-11-26") is None


def test_registration_cancelled_meanwhile_is_not_confirmed(place, write):
    made = place()
    with transaction() as session:
        session.get_one(Registration, made.id).status = Status.CANCELLED

    assert write("registration.confirmed", made) is None


class TestWithRepliesRead:
    """With a reply address, calendars are asked to reply."""

    @pytest.fixture
    def overrides(self):
        return {"REPLY_ADDRESS": "rsvp@events.example.org"}

    def test_calendars_are_asked_and_answer_to_an_address_of_this_place_alone(self, place, write):
        first = write("registration.confirmed", place())
        again = write("registration.cancelled", place(email="bob@example.com"))
        other = write("registration.confirmed", place(email="eve@example.com"))

        organizers = [_organizer(email.calendar.body) for email in (first, other)]
        assert b"PARTSTAT=NEEDS-ACTION;RSVP=TRUE" in first.calendar.body.replace(b"\r\n ", b"")
        assert all(
            re.fullmatch(r"mailto:rsvp\+[a-z2-7]{26}@events\.example\.org", organizer)
            for organizer in organizers
        )
        assert organizers[0] != organizers[1]
        assert again.calendar is None
        assert "If you decline it, your registration is cancelled." in first.text

    def test_cancellation_has_the_organizer_of_its_invitation(self, place, write):
        made = place()
        first = write("registration.confirmed", made)
        with transaction() as session:
            session.get_one(Registration, made.id).token_version += 1

        last = write("registration.cancelled", made)

        assert _organizer(last.calendar.body) == _organizer(first.calendar.body)


def _organizer(calendar):
    [line] = [
        line
        for line in calendar.replace(b"\r\n ", b"").split(b"\r\n")
        if line.startswith(b"ORGANIZER")
    ]
    return line.decode().partition('":')[2]

"""Invitees: paste a list, preview it, invite once, search, resend and withdraw."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.access.access_policy import LinkCredentials
from webinars.access.invitee_state import Partstat
from webinars.access.invitees import Recipient, send_invitations
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.registrations.organiser.removal import remove_registration
from webinars.replies.models import InviteeReply
from webinars.replies.reply_rules import ReplyStatus, Verdict

LIST = "Ann Lee <ann@example.org>\nBo;bo@example.org\ncy@example.org"


@pytest.fixture
def event(make_event):
    """Return an event for invited people with two places."""
    made = make_event(capacity=2)
    with transaction() as session:
        session.get_one(Event, made.id).access_mode = AccessMode.INVITED
    return made


@pytest.fixture
def path(event):
    """Return the path of its invitees."""
    return f"/organise/events/{event.id}/invitees"


@pytest.fixture
def paste(signed_in, path):
    """Return a function that submits a list; seen is the number of errors that the preview showed."""

    def paste(text, do="read", seen=0, **values):
        data = {"csrf_token": token_of(signed_in.get(path)), "text": text, "do": do, "seen": seen}
        return signed_in.post(path, data={**data, **values}, content_type="multipart/form-data")

    return paste


@pytest.fixture
def invited(event):
    """Return three invitees."""
    people = [Recipient(name, f"{name.lower()}@example.org") for name in ("Ann", "Bo", "Cy")]
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")
    return stored()


def stored():
    db.session.rollback()
    return db.session.scalars(select(Invitee).order_by(Invitee.id)).all()


def topics(prefix="invitee."):
    db.session.rollback()
    result = db.session.scalars(select(Message.topic).order_by(Message.id)).all()
    return [topic for topic in result if topic.startswith(prefix)]


def press(browser, page, words, name):
    """Submit the button of an invitee's row."""
    row = next(part for part in browser.get(page).text.split("<tr ") if f"{name}</bdi>" in part)
    forms = re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', row, re.S)
    [where] = [action for action, inside in forms if words in inside]
    return browser.post(where, data={"csrf_token": token_of(browser.get(page))})


def test_list_is_previewed_before_emails_are_sent(paste):
    page = text_of(paste(LIST))

    assert "3 people in the list" in page
    assert "Ann Lee ann@example.org new Line 1" in page
    assert "no name cy@example.org new Line 3" in page
    assert "Invite 3 people" in page
    assert stored() == []


def test_list_invites_each_address_once(paste, deliver):
    paste(LIST, "invite")
    answer = paste(LIST, "invite")

    mails = deliver()
    assert (answer.status_code, answer.location.partition("?")[2]) == (303, "done=invited&n=0")
    assert sorted(mail.message["To"] for mail in mails) == [
        "Ann Lee <ann@example.org>",
        "Bo <bo@example.org>",
        "cy@example.org",
    ]
    assert len(set(re.findall(r"/invited/\S+", "".join(mail.text for mail in mails)))) == 3


def test_invalid_lines_show_errors_and_text_stays(paste):
    answer = paste("Ann <ann@example.org>\nBo;bo@\nCy\nANN@example.org")
    page = text_of(answer)

    assert "1 person in the list" in page
    assert "3 lines cannot be used" in page
    assert "Line 2 Bo;bo@ Enter an e-mail address, such as name@example.org." in page
    assert "Line 3 Cy There is no e-mail address in this line." in page
    assert "Line 4 ANN@example.org This address is already on line 1." in page
    assert "Invite 1 person, leave out 3 lines" in page
    assert "Bo;bo@\nCy\nANN@example.org</textarea>" in answer.text.replace("\r\n", "\n")


def test_unseen_errors_are_shown_before_inviting(paste):
    text = "Ann <ann@example.org>\nBo;bo@"

    unseen = paste(text, "invite")
    seen = paste(text, "invite", seen=1)

    assert (unseen.status_code, seen.status_code) == (422, 303)
    assert "1 line cannot be used" in text_of(unseen)
    assert [item.email for item in stored()] == ["ann@example.org"]


def test_invited_and_registered_addresses_are_marked(paste, event, invited, make_registration):
    make_registration(event, email="cy@example.org", credentials=LinkCredentials(by_organiser=True))

    page = text_of(paste(f"{LIST}\nDi <di@example.org>"))

    assert "ann@example.org already invited" in page
    assert "cy@example.org already registered" in page
    assert "Invite 1 person" in page


def test_likely_typo_is_warned_about_and_not_changed(paste):
    page = paste("Ann;ann@gmial.com\nBo;bo@gmail.com")
    paste("Ann;ann@gmial.com", do="invite")

    assert "Did you mean ann@gmail.com?" in text_of(page)
    assert text_of(page).count("Did you mean") == 1
    assert [row.email for row in stored()] == ["ann@gmial.com"]


def test_empty_list_shows_error(paste):
    answer = paste(" \n ")

    assert answer.status_code == 422
    assert "Paste a list with one person per line." in text_of(answer)


def test_list_without_addresses_has_no_invite_button(paste):
    answer = paste("hello", "invite", seen=1)

    assert answer.status_code == 422
    assert 'value="invite"' not in answer.text


def test_bulk_registration_never_exceeds_capacity(paste, event):
    answer = paste("Ann <ann@example.org>\nBo <bo@example.org>\nCy <cy@example.org>", "register")

    assert answer.location.partition("?")[2] == "done=written-down&n=3"
    assert topics("registration.") == [
        "registration.confirmed",
        "registration.confirmed",
        "registration.waiting",
    ]
    assert topics() == []


def test_bulk_registration_needs_names(paste):
    answer = paste("Ann <ann@example.org>\ncy@example.org", "register")

    assert answer.status_code == 422
    assert "Lines without a name: 2" in text_of(answer)
    assert "ann@example.org" in answer.text
    assert db.session.scalars(select(Registration)).all() == []


def test_refused_line_registers_nobody_and_shows_error(paste, event):
    with transaction() as session:
        session.get_one(Event, event.id).has_registration_types = True

    answer = paste("Ann <ann@example.org>", "register")

    assert answer.status_code == 422
    assert "Line 1 Ann &lt;ann@example.org&gt; Choose" in text_of(answer)


def test_registered_people_are_not_emailed_again(paste, event, make_registration):
    make_registration(
        event, email="ann@example.org", credentials=LinkCredentials(by_organiser=True)
    )

    paste("Ann <ann@example.org>\nBo <bo@example.org>", "register")

    assert topics("registration.") == ["registration.confirmed"] * 2


def test_table_shows_status_of_invitees(signed_in, path, paste, event, invited, make_registration):
    ann, bo, _ = invited
    make_registration(
        event, email=ann.email, name="Ann", credentials=LinkCredentials(invitee_id=ann.id)
    )
    with transaction() as session:
        session.get_one(Invitee, bo.id).opened_at = bo.created_at
    press(signed_in, path, "Withdraw", "Cy")

    page = text_of(signed_in.get(path))

    assert "1 of 3 people has registered" in page or "1 of 3 people have registered" in page
    assert re.search(r"Ann ann@example.org Registered Confirmed invited 25 November 2026", page)
    assert re.search(r"Bo bo@example.org Opened invited .* opened 25 November", page)
    assert "Cy cy@example.org Withdrawn Invite" in page


def test_invitee_who_registers_without_link_counts_as_registered(
    signed_in, path, event, invited, make_registration
):
    make_registration(event, email="BO@example.org", credentials=LinkCredentials(by_organiser=True))

    assert re.search(r"bo@example.org Registered Confirmed", text_of(signed_in.get(path)))


def test_withdrawn_invitation_is_not_sent(signed_in, path, invited, deliver):
    press(signed_in, path, "Withdraw", "Ann")

    assert sorted(mail.message["To"] for mail in deliver()) == [
        "Bo <bo@example.org>",
        "Cy <cy@example.org>",
    ]


def test_invitation_is_resent_within_rate_limit(signed_in, path, invited, deliver):
    deliver()
    answers = []
    for _ in range(3):
        answers.append(press(signed_in, path, "Resend e-mail", "Ann").status_code)
        deliver()

    assert answers == [303, 303, 422]
    assert topics().count("invitee.invited") == 5


def test_invitees_are_searched_and_paged(signed_in, path, event):
    people = [Recipient(f"Person {n:02}", f"p{n:02}@example.org") for n in range(60)]
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")

    first = signed_in.get(path)
    [onward] = re.findall(r'href="([^"]+)" rel="next"', first.text)
    second = signed_in.get(onward.replace("&amp;", "&"))
    result = text_of(signed_in.get(f"{path}?q=PERSON+07"))

    assert first.text.count('<tr role="row">') == 51
    assert second.text.count('<tr role="row">') == 11
    assert "p07@example.org" in result
    assert "p08@example.org" not in result
    assert "No matches" in text_of(signed_in.get(f"{path}?q=zz"))
    assert signed_in.get(f"{path}?after=x").status_code == 422


def test_query_count_does_not_depend_on_number_of_invitees(signed_in, path, event, invited):
    with statements() as three:
        signed_in.get(path)
    with transaction() as session:
        for item in stored()[1:]:
            session.delete(session.get_one(Invitee, item.id))
    with statements() as one:
        signed_in.get(path)

    assert len(three) == len(one)


def test_csv_of_invitees_contains_no_formula(signed_in, path, event):
    people = [Recipient("=HYPERLINK(1)", "eve@example.org"), Recipient("Ann", "ann@example.org")]
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")

    answer = signed_in.get(f"{path}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), strict=True))

    assert rows[0][:4] == ["Name", "E-mail", "Status", "Registration"]
    assert rows[1] == [
        "'=HYPERLINK(1)", "eve@example.org", "Invited", "", "2026-11-25 10:00", "", "", "English",
    ]  # fmt: skip
    assert rows[2][0] == "Ann"
    assert "/invited/" not in answer.text


def test_draft_stores_invitees_without_emails(signed_in, make_event):
    path = f"/organise/events/{make_event(publish=False).id}/invitees"
    token = token_of(signed_in.get(path))

    looked = signed_in.post(path, data={"csrf_token": token, "text": LIST})
    sent = signed_in.post(path, data={"csrf_token": token, "text": LIST, "do": "invite", "seen": 0})

    assert "3 people in the list" in text_of(looked)
    assert sent.status_code == 422
    assert "This event is not published" in text_of(sent)
    assert (stored(), topics()) == ([], [])


def test_expired_form_keeps_list(signed_in, path):
    answer = signed_in.post(path, data={"text": LIST, "do": "invite", "seen": "0"})

    assert answer.status_code == 400
    assert "bo@example.org" in answer.text
    assert stored() == []


def test_hostile_lines_are_escaped(paste):
    answer = paste("<script>alert(1)</script> <ann@example.org>\n<img src=x>;x")

    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


MISTYPED = "Ann <an@gmial.com>, Ban <ban@gmial.com>\r\nBo;bo@hotnail.com\r\ncy@example.org"


def test_likely_typos_are_listed_and_corrected_with_one_button(paste):
    looked = paste(MISTYPED)

    one = paste(MISTYPED, mend="an@gmial.com")
    every = paste(MISTYPED, mend="all")

    assert "3 addresses look misspelt" in text_of(looked)
    assert "2 addresses look misspelt" in text_of(one)
    assert "Ann &lt;an@gmail.com&gt;, Ban &lt;ban@gmial.com&gt;" in one.text
    assert "mistyped" not in text_of(every)
    assert "Ann &lt;an@gmail.com&gt;, Ban &lt;ban@gmail.com&gt;" in every.text
    assert "Bo;bo@hotmail.com" in every.text
    assert stored() == []


def test_addresses_with_likely_typos_are_invited_unchanged(paste):
    paste(MISTYPED, "invite")

    assert [item.email for item in stored()] == [
        "an@gmial.com",
        "ban@gmial.com",
        "bo@hotnail.com",
        "cy@example.org",
    ]


def test_list_restores_removed_people_only_if_ticked(signed_in, paste, event, make_registration):
    with transaction() as session:
        session.get_one(Event, event.id).access_mode = AccessMode.OPEN
    place = make_registration(event, name="Ann Lee", email="ann@example.org")
    with transaction() as session:
        remove_registration(session, event_id=event.id, registration_id=place.id)

    page = paste("Ann Lee <ann@example.org>")
    left = paste("Ann Lee <ann@example.org>", do="register")
    after = status_of(place)
    restored = paste("Ann Lee <ann@example.org>", do="register", restores="y")

    assert "removed by you; stays removed unless you restore them" in text_of(page)
    assert "1 person in the list was removed from this event." in text_of(page)
    assert "1 person you removed earlier was left out." in text_of(signed_in.get(left.location))
    assert after == "refused"
    assert "n=1" in restored.location
    assert status_of(place) == "confirmed"
    assert topics() == []


def status_of(place):
    db.session.rollback()
    return db.session.scalar(select(Registration.status).where(Registration.id == place.id))


def test_too_long_list_invites_nobody(paste, monkeypatch):
    for place in (
        "webinars.access.pasted_recipients",
        "webinars.web.organiser.access.recipient_list",
    ):
        monkeypatch.setattr(f"{place}.MAX_LINES", 2)

    answer = paste(f"{LIST}\ndi@example.org", "invite")

    assert answer.status_code == 422
    assert "people. Paste it in parts." in answer.text
    assert db.session.query(Invitee).count() == 0


def test_list_filters_by_reply_and_pages(signed_in, path, event, invited):
    ann, bo, cy = invited
    with transaction() as session:
        session.get_one(Invitee, ann.id).partstat = Partstat.DECLINED
        bo_row = session.get_one(Invitee, bo.id)
        bo_row.partstat, bo_row.replied_at = Partstat.TENTATIVE, bo.created_at
        session.add(
            InviteeReply(
                invitee_id=cy.id, key="1", status=ReplyStatus.ACCEPTED, verdict=Verdict.STRANGER,
                sequence=0, dtstamp=cy.created_at, received_at=cy.created_at, comment="I am Eve",
            )
        )  # fmt: skip

    def listed(state):
        page = text_of(signed_in.get(f"{path}?state={state}"))
        return re.findall(r"(ann|bo|cy)@example\.org", page)

    assert {state: listed(state) for state in ("declined", "tentative", "no-reply")} == {
        "declined": ["ann"], "tentative": ["bo"], "no-reply": ["cy"],
    }  # fmt: skip
    assert listed("registered") == listed("not-invited") == listed("accepted") == []
    assert signed_in.get(f"{path}?state=other").status_code == 404
    page = text_of(signed_in.get(path))
    assert "1 has declined in the calendar. 1 is tentative." in page
    assert "Tentative invited 25 November 2026, 10:00 replied 25 November 2026" in page
    assert "reply from another address" in page
    assert "I am Eve" in page
    people = [Recipient(f"P{n}", f"p{n}@example.org") for n in range(60)]
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")
    first = signed_in.get(f"{path}?state=no-reply")
    [onward] = re.findall(r'href="([^"]+)" rel="next"', first.text)
    assert "state=no-reply" in onward
    second = signed_in.get(onward.replace("&amp;", "&"))
    assert (first.text.count('<tr role="row">'), second.text.count('<tr role="row">')) == (51, 12)


def test_only_who_has_not_replied_is_reminded_once_a_day(
    signed_in, path, event, invited, deliver, make_registration
):
    ann, bo, cy = invited
    make_registration(event, email=bo.email, credentials=LinkCredentials(by_organiser=True))
    with transaction() as session:
        session.get_one(Invitee, ann.id).partstat = Partstat.DECLINED
    deliver()

    def remind():
        data = {"csrf_token": token_of(signed_in.get(path))}
        answer = signed_in.post(f"{path}/reminders", data=data)
        return text_of(signed_in.get(answer.location)), [
            (mail.message["To"], str(mail.message["Subject"])) for mail in deliver()
        ]

    assert remind()[1] == []  # invited a moment ago
    with transaction() as session:
        session.get_one(Invitee, cy.id).invited_at = cy.invited_at - timedelta(days=1)
    page, sent = remind()
    assert "1 person is being reminded." in page
    assert [to for to, _ in sent] == [f"Cy <{cy.email}>"]
    assert sent[0][1].startswith("Reminder, invitation: ")
    assert remind()[1] == []

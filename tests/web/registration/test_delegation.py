"""The delegation page: nominate people in rows, errors by row, quota, withdrawal."""

import re

import pytest
from sqlalchemy import select, update

from tests.links import link_token
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.access.delegations import add_delegation, change_delegation
from webinars.access.models import Delegation, Nomination
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import Message
from webinars.questions.models import Question
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_again
from webinars.registrations.nominations import Delegate, DelegateRowError, register_delegates
from webinars.registrations.organiser import removal
from webinars.registrations.status import Status

TWO = [("Ann Lee", "ann@example.org"), ("Bo", "bo@example.org")]


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event by invitation that accepts delegations."""
    made = make_event(capacity=3)
    with transaction() as session:
        row = session.get_one(Event, made.id)
        row.access_mode, row.accepts_delegations = AccessMode.INVITED, True
    return made


@pytest.fixture
def make_delegation(event):
    """Return a builder of delegations."""

    def make(**options):
        fields = {
            "name": "Kenya",
            "focal_name": "Wanjiru Kamau",
            "focal_email": "focal@example.org",
            "quota": 3,
            "language": "en",
            **options,
        }
        with transaction() as session:
            made = add_delegation(session, event_id=event.id, **fields)
            session.flush()
            session.expunge(made)
        return made

    return make


@pytest.fixture
def link(make_delegation, site):
    """Return the path of the delegation page."""
    return link_of(make_delegation(), site)


@pytest.fixture
def name(client):
    """Return a function that submits the form with people in its rows."""

    def name(link, people, do="name", rows=10, **options):
        data = {"csrf_token": token_of(client.get(link)), "rows": rows, "do": do}
        for number, (person, email, *kind) in enumerate(people, 1):
            data |= {
                f"name-{number}": person,
                f"email-{number}": email,
                f"registration_type-{number}": kind,
            }
        return client.post(link, data={**data, **options})

    return name


def link_of(delegation, site):
    token = link_token("delegation", delegation.id)
    return f"/delegations/{token}"


def registrations():
    db.session.rollback()
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def nominations():
    db.session.rollback()
    return db.session.scalars(select(Nomination).order_by(Nomination.id)).all()


def topics():
    db.session.rollback()
    result = db.session.scalars(select(Message.topic).order_by(Message.id)).all()
    return [topic for topic in result if not topic.startswith("organiser.")]


def test_delegation_page_has_five_empty_rows_and_adds_more(client, name, make_delegation, site):
    link = link_of(make_delegation(quota=None), site)

    page = client.get(link)
    more = name(link, TWO, do="more", rows=5)

    assert page.text.count('type="email"') == 5
    assert "0 people named." in text_of(page)
    assert more.status_code == 200
    assert more.text.count('type="email"') == 10
    assert 'value="bo@example.org"' in more.text
    assert registrations() == []


def test_delegation_page_has_no_more_rows_than_quota(client, name, link):
    page = client.get(link)
    name(link, TWO)
    after = client.get(link)

    assert page.text.count('type="email"') == 3
    assert "0 of 3 people named." in text_of(page)
    assert after.text.count('type="email"') == 1
    assert "Add rows" not in page.text + after.text


def test_nominees_and_focal_point_get_emails(name, link, deliver):
    deliver()

    answer = name(link, [*TWO, ("", ""), ("Cy", "cy@example.org")])
    mails = {mail.message["To"].addresses[0].addr_spec: mail for mail in deliver()}

    assert (answer.status_code, answer.location) == (303, f"{link}?done=named&n=3")
    summary = mails.pop("focal@example.org")
    own_links = [re.search(r"/registrations/\S+", mail.text)[0] for mail in mails.values()
                 if "amira@" not in str(mail.message["To"])]  # fmt: skip
    assert sorted(mails) == [
        "amira@example.org",
        "ann@example.org",
        "bo@example.org",
        "cy@example.org",
    ]
    assert len(set(own_links)) == 3
    for expected in ("Ann Lee", "Bo", "Cy", "You have named the maximum number of people."):
        assert expected in summary.text
    assert not [own for own in own_links if own in summary.text + summary.message.as_string()]


def test_email_to_nominee_names_delegation_and_unanswered_questions(
    name, make_delegation, site, event, deliver
):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.has_questions = True
        session.add(
            Question(
                event_id=row.id, question_type="text", label="Badge", required=True, position=0
            )
        )
    focal = make_delegation(name="Evil <b>body</b> https://evil.example", quota=4)
    path = "/delegations/" + link_token("delegation", focal.id)
    deliver()

    name(path, [*TWO, ("Cy", "cy@example.org"), ("Di", "di@example.org")])

    mails = {mail.message["To"].addresses[0].addr_spec: mail for mail in deliver()}
    for who, status_text in (("ann", "you are registered"), ("di", "you are on the waiting list")):
        mail = mails[f"{who}@example.org"]
        html = mail.message.get_body(("html",)).get_content()
        answers = re.search(r"only you can give:\s+\S+(/registrations/\S+/answers)", mail.text)
        assert status_text in mail.text
        assert "You were named by Evil <b>body</b> https: //evil. example." in mail.text
        assert "Evil &lt;b&gt;body&lt;/b&gt; https: //evil. example" in html
        assert answers[1] in html
    assert "/answers" not in mails["focal@example.org"].text


def test_nominee_who_answered_is_not_reminded(event, make_registration, deliver):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.has_questions, row.access_mode = True, AccessMode.OPEN
        asked = Question(
            event_id=row.id, question_type="text", label="Badge", required=True, position=0
        )
        session.add(asked)
        session.flush()
        number = asked.id
    make_registration(event, given={number: "Wanjiru"})

    (mail,) = [item for item in deliver() if "wanjiru" in str(item.message["To"])]

    assert "QUESTIONS TO ANSWER" not in mail.text
    assert "You were named by" not in mail.text


def test_delegation_page_lists_people_without_their_links(client, name, link, site):
    name(link, [*TWO, ("Cy", "cy@example.org")])
    [ann, *_] = registrations()
    with transaction() as session:
        cancel_registration(session, ann.id)

    page = client.get(link)

    assert "2 of 3 people named." in text_of(page)
    assert re.search(r"Bo bo@example.org Named Withdraw", text_of(page))
    assert re.search(r"Ann Lee ann@example.org Withdrawn", text_of(page))
    for registration in registrations():
        for purpose in ("manage", "join"):
            assert link_token(purpose, registration.id) not in page.text
    assert (page.headers["Cache-Control"], "noindex" in page.text) == ("no-store", True)


def test_row_errors_are_shown_and_entered_values_kept(name, link):
    answer = name(
        link,
        [("Ann", "ann@"), ("", "bo@example.org"), ("Cy", ""), ("Di", "di@example.org"), ("Di", "DI@example.org")],
    )  # fmt: skip
    page = text_of(answer)

    assert answer.status_code == 422
    assert "There are 4 problems" in page
    assert "Row 1: Enter a full e-mail address" in page
    assert "Row 2: Enter a name." in page
    assert "Row 5: This address is already in row 4." in page
    for entered in ("ann@", "bo@example.org", "Cy", "di@example.org", "DI@example.org"):
        assert f'value="{entered}"' in answer.text
    assert 'aria-describedby="email-1-error"' in answer.text
    assert registrations() == []


def test_empty_delegation_form_shows_error(name, link):
    answer = name(link, [])

    assert answer.status_code == 422
    assert "Enter the name and e-mail address of at least one person." in text_of(answer)


def test_quota_error_names_both_numbers_and_registers_nobody(name, link):
    name(link, TWO)

    answer = name(link, [("Cy", "cy@example.org"), ("Di", "di@example.org")])

    assert answer.status_code == 409
    assert "You entered 2 people. You can name 1 more. Nobody was named." in text_of(answer)
    assert 'value="di@example.org"' in answer.text
    assert len(registrations()) == 2


def test_person_named_twice_counts_once(name, link):
    name(link, TWO)

    answer = name(link, [("Ann Lee", "ANN@example.org"), ("Cy", "cy@example.org")])

    assert answer.location.endswith("n=1")
    assert len(registrations()) == 3
    assert topics().count("delegation.summary") == 2


def test_nominees_never_exceed_capacity(name, make_delegation, site):
    link = link_of(make_delegation(quota=None), site)

    name(link, [(f"P{n}", f"p{n}@example.org") for n in range(5)])

    assert [registration.status for registration in registrations()] == [Status.CONFIRMED] * 3 + [
        Status.WAITING
    ] * 2


def test_nominee_keeps_own_earlier_registration(name, link, event, make_registration, deliver):
    with transaction() as session:
        session.get_one(Event, event.id).access_mode = AccessMode.OPEN
    own_registration = make_registration(event, name="Secret", email="ann@example.org")
    deliver()

    name(link, TWO)

    assert [
        (registration.id == own_registration.id, registration.delegation_id is None)
        for registration in registrations()
    ] == [
        (True, True),
        (False, False),
    ]
    [mail] = [item for item in deliver() if "ann@" in str(item.message["To"])]
    assert "you are already registered" in mail.text
    assert "You were named by Kenya." in mail.text


# --- The focal point sees the same whether or not someone was registered before


def confirmed(_session, _registration_id):
    """The person keeps an earlier registration of their own."""


def refused(session, registration_id):
    removal.remove_registration(session, event_id=1, registration_id=registration_id)


def erased(session, registration_id):
    refused(session, registration_id)
    session.flush()
    erase_registrant(session, registration_id)


BEFORE = {"confirmed": confirmed, "removed": refused, "removed-and-erased": erased}
FULL = {"capacity": 1}


@pytest.mark.parametrize(
    "terms", [{}, FULL, {"requires_approval": True}], ids=["", "full", "approval"]
)
def test_delegation_page_does_not_reveal_earlier_registrations(
    terms, name, event, make_delegation, site, client, make_registration, deliver
):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.access_mode, row.capacity = AccessMode.OPEN, 5
    for before, end in BEFORE.items():
        email = f"{before}@example.org"
        registration = make_registration(event, name="Secret", email=email, affiliation="Elsewhere")
        with transaction() as session:
            end(session, registration.id)
    with transaction() as session:
        for column, value in terms.items():
            setattr(session.get_one(Event, event.id), column, value)
    deliver()

    seen = {}
    for before in (*BEFORE, "nobody"):
        link = link_of(make_delegation(name="Body", focal_email=f"{before}@focal.example"), site)
        deliver()
        seen[before] = look_on(client, name, deliver, link, f"{before}@example.org")

    others = {before: what for before, what in seen.items() if what != seen["nobody"]}
    assert others == {}
    assert "1 of 3 people named" in seen["nobody"][1]


def look_on(client, name, deliver, link, email):
    """Nominate someone twice and withdraw them; return everything that the focal point sees."""
    focal = link.rpartition("/")[2]
    result = []
    result.append(name(link, [("Ann Lee", email)]).location)
    result.append(text_of(client.get(link)))
    result.append(name(link, [("Ann Lee", email)]).location)
    number = max(nominations(), key=lambda item: item.id).id
    path = f"{link}/people/{number}/cancellation"
    result.append(text_of(client.get(path)))
    data = {"csrf_token": token_of(client.get(path))}
    result.append(client.post(path, data=data).location)
    result.append(text_of(client.get(link)))
    emails = [item for item in deliver() if "@focal.example" in str(item.message["To"])]
    result += [f"{item.message['Subject']} {item.text}" for item in emails]
    return [item.replace(focal, "<token>").replace(email, "<email>") for item in result]


def test_nominations_are_refused_when_registration_is_closed(
    event, make_registration, make_delegation
):
    with transaction() as session:
        session.get_one(Event, event.id).access_mode = AccessMode.OPEN
    make_registration(event, email="ann@example.org")
    delegation = make_delegation()
    with transaction() as session:
        session.get_one(Event, event.id).closes_at = event.created_at

    for _, email in TWO:
        people = [Delegate("Ann", email)]
        with pytest.raises(DelegateRowError) as refusal, transaction() as session:
            register_delegates(session, delegation_id=delegation.id, people=people)
        assert refusal.value.refusal.code == "registration-not-open"


def test_withdrawal_keeps_own_registration_of_nominee(name, client, link, event, make_registration):
    with transaction() as session:
        session.get_one(Event, event.id).access_mode = AccessMode.OPEN
    make_registration(event, email="ann@example.org")
    name(link, TWO[:1])

    path = f"{link}/people/{nominations()[0].id}/cancellation"
    client.post(path, data={"csrf_token": token_of(client.get(path))})

    assert registrations()[0].status is Status.CONFIRMED
    assert "0 of 3 people named." in text_of(client.get(link))


def test_erased_nominee_leaves_list_of_focal_point(name, client, link):
    name(link, TWO)
    with transaction() as session:
        erase_registrant(session, registrations()[0].id)

    assert "ann@example.org" not in client.get(link).text
    assert [item.email for item in nominations()] == ["bo@example.org"]


def test_nominee_is_withdrawn_after_confirmation_and_notified(client, send, name, link, deliver):
    name(link, TWO)
    deliver()
    path = f"{link}/people/{nominations()[0].id}/cancellation"

    asked = client.get(path)
    still = registrations()[0].status
    answer = send(path)
    [mail] = [mail for mail in deliver() if "ann@" in str(mail.message["To"])]

    assert "Withdraw Ann Lee?" in text_of(asked)
    assert (still, registrations()[0].status) == (Status.CONFIRMED, Status.CANCELLED)
    assert answer.location == f"{link}?done=withdrawn"
    assert "Ann Lee, your delegation has withdrawn your registration." in mail.text
    assert registrations()[0].verified_at is None
    assert "1 of 3 people named." in text_of(client.get(link))
    assert client.get(path).location == link


def test_nominee_registers_again_only_within_quota(name, link):
    name(link, [*TWO, ("Cy", "cy@example.org")])
    [ann, *_] = registrations()
    with transaction() as session:
        cancel_registration(session, ann.id)
    name(link, [("Di", "di@example.org")])

    with pytest.raises(Exception, match="quota-used"), transaction() as session:
        register_again(session, ann.id)

    assert [registration.status for registration in registrations()].count(Status.CONFIRMED) == 3


def test_nominees_of_other_delegation_are_not_found(client, name, make_delegation, site, link):
    other = link_of(make_delegation(name="Chile", focal_email="otra@example.org"), site)
    name(link, TWO)
    theirs = f"{other}/people/{nominations()[0].id}/cancellation"

    answers = [
        client.get(theirs),
        client.post(theirs, data={"csrf_token": token_of(client.get(other))}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "ann@example.org" not in client.get(other).text
    assert registrations()[0].status is Status.CONFIRMED


def test_new_focal_point_revokes_link_of_previous_one(client, name, link, event, deliver):
    deliver()
    with transaction() as session:
        change_delegation(
            session, event_id=event.id, delegation_id=1, name="Kenya", focal_name="Amani",
            focal_email="amani@example.org", quota=2,
        )  # fmt: skip

    assert client.get(link).status_code == 404
    assert [mail.message["To"] for mail in deliver()] == ["Amani <amani@example.org>"]


def test_registration_type_is_chosen_in_each_row(client, name, link, event):
    with transaction() as session:
        session.get_one(Event, event.id).has_registration_types = True
        session.add_all(
            RegistrationType(event_id=event.id, position=n, name=word)
            for n, word in enumerate(("In person", "Online"))
        )

    refused = name(link, [("Ann", "ann@example.org", "2"), ("Bo", "bo@example.org", "")])
    name(link, [("Ann", "ann@example.org", "2"), ("Bo", "bo@example.org", "1")])

    assert refused.status_code == 422
    assert "Row 2: Choose a registration type." in text_of(refused)
    assert [registration.registration_type_id for registration in registrations()] == [2, 1]
    assert "ann@example.org Online" in text_of(client.get(link))


def test_type_removed_during_request_is_error_of_its_field(link, name, event, monkeypatch):
    with transaction() as session:
        session.get_one(Event, event.id).has_registration_types = True
        session.add_all(
            RegistrationType(event_id=event.id, position=n, name=word)
            for n, word in enumerate(("In person", "Online"))
        )

    def late(session, **people):
        removed = update(RegistrationType).where(RegistrationType.name == "Online")
        session.execute(removed.values(removed_at=event.starts_at))
        return register_delegates(session, **people)

    monkeypatch.setattr("webinars.registrations.nominations.register_delegates", late)
    refused = name(link, [("Ann", "ann@example.org", "1"), ("Bo", "bo@example.org", "2")])

    assert refused.status_code == 422
    assert re.findall(r'href="#([\w-]+)">Row', refused.text) == ["registration_type-2"]
    assert registrations() == []


def test_delegation_page_says_when_registration_is_closed(client, name, link, event):
    token = token_of(client.get(link))
    with transaction() as session:
        session.get_one(Event, event.id).closes_at = event.created_at

    page = client.get(link)
    sent = client.post(
        link, data={"csrf_token": token, "rows": 10, "name-1": "Ann", "email-1": "a@example.org"}
    )

    assert "Registration is closed" in text_of(page)
    assert 'type="email"' not in page.text
    assert sent.status_code == 409
    assert registrations() == []


def test_expired_delegation_form_keeps_entered_values(client, link):
    answer = client.post(link, data={"rows": 10, "name-1": "Ann", "email-1": "ann@example.org"})

    assert answer.status_code == 400
    assert 'value="ann@example.org"' in answer.text
    assert registrations() == []


def test_hostile_names_are_escaped(client, name, link):
    with transaction() as session:
        session.get_one(Delegation, 1).name = "<b>Kenya</b>"
    name(link, [("<script>alert(1)</script>", "eve@example.org")])

    page = client.get(link).text

    assert "<script>alert" not in page
    assert "<b>Kenya" not in page


def test_query_count_does_not_depend_on_number_of_nominees(client, name, link):
    name(link, TWO[:1])
    with statements() as one:
        client.get(link)
    name(link, [TWO[1], ("Cy", "cy@example.org")])
    with statements() as three:
        client.get(link)

    assert len(one) == len(three)


def test_likely_typo_in_row_is_warned_about_once(name, client, link):
    asked = name(link, [("Ann", "ann@gmial.com"), ("Bo", "bo@example.org")])

    assert asked.status_code == 422
    assert "Did you mean ann@gmail.com?" in text_of(asked)
    assert registrations() == []
    confirmed_fields = re.search(r'name="(confirmed_email-1)" value="([^"]+)"', asked.text)
    answer = name(
        link,
        [("Ann", "ann@gmial.com"), ("Bo", "bo@example.org")],
        **{confirmed_fields[1]: confirmed_fields[2]},
    )
    assert answer.status_code == 303
    assert [item.email for item in registrations()] == ["ann@gmial.com", "bo@example.org"]


def test_suggestion_of_one_row_keeps_warnings_of_others(name, link):
    people = [("Ann", "ann@gmial.com"), ("Bo", "bo@hotnail.com")]
    confirmed_fields = {"confirmed_email-1": "ann@gmial.com", "confirmed_email-2": "bo@hotnail.com"}

    first = name(link, people, do="", take="1", **confirmed_fields)

    assert first.status_code == 422
    assert 'value="ann@gmail.com"' in first.text
    assert "Did you mean ann" not in text_of(first)
    assert "Did you mean bo@hotmail.com?" in text_of(first)
    people[0] = ("Ann", "ann@gmail.com")
    second = name(
        link, people, do="", take="2", **{**confirmed_fields, "confirmed_email-1": "ann@gmail.com"}
    )
    assert second.status_code == 303
    assert [item.email for item in registrations()] == ["ann@gmail.com", "bo@hotmail.com"]

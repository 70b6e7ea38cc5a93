"""The Team page: who is on it, who may change it, hand over, leave; and the e-mail to a new member."""

import re
from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import select

from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import TEAM
from webinars.timezones import clock
from webinars.web.organiser import team

LINK = re.compile(r"/sign-in/[\w-]+")


@pytest.fixture
def event_id(make_event):
    return make_event(title="Heat and work").id


@pytest.fixture
def post(signed_in):
    """Send a form of the owner's browser."""

    def post(path, **fields):
        token = token_of(signed_in.get("/organise/sessions"))
        return signed_in.post(path, data={"csrf_token": token, **fields})

    return post


def add(post, event_id, email="bo@example.org", role="editor", scope="event"):
    return post(f"/organise/events/{event_id}/team", email=email, role=role, scope=scope)


def id_of(email):
    db.session.rollback()
    return organiser_by_email(db.session(), email).id


def role_of(email, event_id):
    db.session.rollback()
    account = organiser_by_email(db.session(), email)
    row = account and db.session.get(EventRole, (event_id, account.id))
    return row and row.role.value


def test_owner_adds_a_person_who_accepts_by_signing_in(app, signed_in, post, event_id, deliver):
    answer = add(post, event_id, role="check-in")
    page = text_of(signed_in.get(answer.headers["Location"]))
    [mail] = [one for one in deliver() if "Your role" in one.message["Subject"]]
    path = LINK.search(mail.text)[0]
    browser = app.test_client()
    browser.post(path, data={"csrf_token": token_of(browser.get(path))})

    assert "They are on the team and get an e-mail." in page
    assert "Invited" in page
    assert role_of("bo@example.org", event_id) == "check-in"
    assert "mark people as present" in mail.text
    assert "Heat and work" in browser.get("/organise/events").text
    assert "New event" not in browser.get("/organise/events").text
    assert "Add to the team" not in browser.get(f"/organise/events/{event_id}/team").text


def test_role_is_changed_and_person_removed(signed_in, post, event_id):
    add(post, event_id)
    member = id_of("bo@example.org")

    changed = post(f"/organise/events/{event_id}/team/{member}", role="viewer", do="save")
    role = role_of("bo@example.org", event_id)
    removed = post(f"/organise/events/{event_id}/team/{member}", role="viewer", do="remove")
    db.session.rollback()

    assert (changed.status_code, role, removed.status_code) == (303, "viewer", 303)
    assert role_of("bo@example.org", event_id) is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "Enter their e-mail address."),
        ({"email": "nobody"}, "Enter a full e-mail address"),
        ({"role": "owner"}, "Choose one of these."),
        ({"scope": "series"}, "This event is in no series."),
    ],
)
def test_refused_person_is_explained_at_the_field(post, event_id, fields, sentence):
    answer = add(post, event_id, **fields)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert db.session.scalars(select(EventRole)).all() == []


def test_event_is_handed_over(signed_in, post, event_id, organiser):
    add(post, event_id)
    member = id_of("bo@example.org")
    path = f"/organise/events/{event_id}/team/{member}/ownership"
    early = post(path).status_code
    offered = "/ownership" in signed_in.get(f"/organise/events/{event_id}/team").text
    with transaction() as session:
        session.get_one(Organiser, member).seen_at = clock.now()

    question, answer = text_of(signed_in.get(path)), post(path)
    db.session.rollback()

    assert (early, offered) == (409, False)
    assert "You become an editor." in question
    assert answer.status_code == 303
    assert db.session.get(Event, event_id).organiser_id == member
    assert role_of(organiser.email, event_id) == "editor"


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        ({}, "This person has not signed in yet"),
        ({"seen_at": clock.now, "disabled_at": clock.now}, "This organiser has no access."),
    ],
    ids=("never signed in", "without access"),
)
def test_refused_hand_over_is_explained_on_the_team_page(
    post, event_id, organiser, deliver, meanwhile, words
):
    add(post, event_id)
    member = id_of("bo@example.org")
    with transaction() as session:
        for name, value in meanwhile.items():
            setattr(session.get_one(Organiser, member), name, value())
    deliver()

    answer = post(f"/organise/events/{event_id}/team/{member}/ownership")
    db.session.rollback()

    assert answer.status_code == 409
    summary = answer.text.partition('class="error-summary"')[2].partition("</div>")[0]
    assert words in summary
    assert "Add a person" in text_of(answer)
    assert db.session.get(Event, event_id).organiser_id == organiser.id
    assert role_of("bo@example.org", event_id) == "editor"
    assert role_of(organiser.email, event_id) is None
    assert deliver() == []


def test_organiser_without_access_leaves_events_to_the_administrator(
    signed_in, post, event_id, organiser
):
    with transaction() as session:
        other = add_organiser(session, email="cy@example.org", timezone="Europe/Zurich")
        session.flush()
        session.get_one(Event, event_id).organiser_id = other.id
        other_id = other.id

    answer = post(f"/organise/people/{other_id}/access", to="out")
    db.session.rollback()

    assert (
        "You now own the events that were theirs, and their roles on events of others ended."
        in text_of(signed_in.get(answer.headers["Location"]))
    )
    assert db.session.get(Event, event_id).organiser_id == organiser.id


def test_member_of_teams_is_made_an_organiser(signed_in, post, event_id):
    add(post, event_id)
    member = id_of("bo@example.org")
    before = text_of(signed_in.get("/organise/people"))

    post(f"/organise/people/{member}/role", to="organiser")
    db.session.rollback()

    assert "Member of teams" in before
    assert db.session.get(Organiser, member).may_create_events


def test_additions_leave_the_person_their_sign_in_links(app, post, event_id):
    answers = [add(post, event_id, role="viewer").status_code for _ in range(6)]
    browser = app.test_client()
    fields = {"csrf_token": token_of(browser.get("/sign-in")), "email": "bo@example.org"}

    assert answers == [303] * 5 + [429]
    assert browser.post("/sign-in", data=fields).status_code == 303


def test_additions_of_one_account_are_limited(post, event_id, clock, monkeypatch):
    monkeypatch.setattr(team, "ADDITIONS_LIMIT", parse("3 per 15 minutes"))
    answers = [add(post, event_id, email=f"{n}@example.org").status_code for n in range(4)]
    refused = organiser_by_email(db.session(), "3@example.org")
    clock.advance(timedelta(minutes=16))

    assert answers == [303] * 3 + [429]
    assert refused is None
    assert add(post, event_id, email="3@example.org").status_code == 303


def test_role_on_the_series_is_changed_and_ended_on_the_page(
    signed_in, post, make_event, make_series
):
    event_id = make_event(series_id=make_series("Trade").id).id
    add(post, event_id, scope="series")
    member = id_of("bo@example.org")
    page = signed_in.get(f"/organise/events/{event_id}/team").text
    row = {"series_role": re.search(r'name="series_role" value="(\d+)"', page)[1]}
    path = f"/organise/events/{event_id}/team/{member}"

    changed = post(path, role="viewer", do="save", **row)
    db.session.rollback()
    role = db.session.scalar(select(SeriesRole.role))
    answers = [post(path, do="remove", **fields).status_code for fields in ({}, row, row)]
    db.session.rollback()

    assert (changed.status_code, role) == (303, "viewer")
    assert answers == [404, 303, 404]
    assert db.session.scalars(select(SeriesRole)).all() == []


def test_leaving_is_offered_only_where_there_is_something_to_leave(
    app, signed_in, post, event_id, sign_in_as
):
    path = f"/organise/events/{event_id}/team"
    add(post, event_id, role="viewer")
    browser = sign_in_as("bo@example.org")

    assert signed_in.get(f"{path}/departure").status_code == 409
    assert "Leave the team" not in signed_in.get(path).text
    assert "Leave the team" in browser.get(path).text
    assert browser.get(f"{path}/departure").status_code == 200


@pytest.fixture
def sign_in_as(app):
    """Return a function that signs a browser in as another account."""

    def sign_in_as(email):
        with transaction() as session:
            token = issue_sign_in_token(session, organiser_by_email(session, email))
        browser, path = app.test_client(), f"/sign-in/{token}"
        browser.post(path, data={"csrf_token": token_of(browser.get(path))})
        return browser

    return sign_in_as


@pytest.fixture
def secret(clock):
    """Create an account that has been used, whose name the owner of the event does not know."""
    with transaction() as session:
        made = add_organiser(
            session, email="bo@example.org", name="Secret Person", timezone="Europe/Zurich"
        )
        made.seen_at = clock.now() - timedelta(days=1)
        session.flush()
        return made.id


def rows_of(browser, event_id):
    """Return the text of the table of the team."""
    page = browser.get(f"/organise/events/{event_id}/team").text
    return re.sub(r"<[^>]*>", " ", page[page.index("<tbody") : page.index("</tbody>")])


def test_added_person_is_an_address_until_they_were_here(signed_in, post, event_id, secret, clock):
    add(post, event_id)
    before = rows_of(signed_in, event_id)
    hand_over = text_of(signed_in.get(f"/organise/events/{event_id}/team/{secret}/ownership"))
    with transaction() as session:
        session.get_one(Organiser, secret).seen_at = clock.now()
    after = rows_of(signed_in, event_id)

    assert "bo@example.org" in before
    assert "Secret Person" not in before + hand_over
    assert "Invited" in before
    assert "Secret Person" in after
    assert "Invited" not in after


def test_disabled_account_is_refused_without_telling_why(post, event_id, secret, clock):
    with transaction() as session:
        session.get_one(Organiser, secret).disabled_at = clock.now()

    answer = add(post, event_id)

    assert answer.status_code == 422
    assert "This person cannot be added." in text_of(answer)
    assert "Restore their access" not in text_of(answer)


def test_addresses_of_the_team_are_for_those_who_manage_it(
    app, signed_in, post, event_id, secret, clock, deliver, organiser
):
    add(post, event_id, role="viewer")
    add(post, event_id, email="dee.x@example.org", role="check-in")
    with transaction() as session:
        for account in session.scalars(select(Organiser)):
            account.seen_at = clock.now()
        token = issue_sign_in_token(session, session.get_one(Organiser, secret))
    browser = app.test_client()
    path = f"/sign-in/{token}"
    browser.post(path, data={"csrf_token": token_of(browser.get(path))})

    seen, managed = rows_of(browser, event_id), rows_of(signed_in, event_id)

    assert "dee.x@example.org" in managed
    assert "dee.x" in seen
    assert re.findall(r"[\w.]+@[\w.]+", seen) == ["bo@example.org"]


def test_emails_about_roles_tell_addresses_only_to_those_who_manage_the_team(
    app, signed_in, post, event_id, secret, clock
):
    """Nor the name that an account has, as the Team page: anybody may add any address."""
    add(post, event_id, email="dee.x@example.org", role="check-in")
    add(post, event_id, role="registrations")
    path = f"/organise/events/{event_id}/emails"
    with transaction() as session:
        rows = session.query(Message).filter_by(topic=TEAM).order_by(Message.id).all()
        for row in rows:
            row.state, row.recipient = MessageState.FAILED, row.recipient or "dee.x@example.org"
            row.reason = "550 dee.x@example.org is unknown"
        numbers = [row.id for row in rows]
        token = issue_sign_in_token(session, session.get_one(Organiser, secret))
    browser = app.test_client()
    sign_in = f"/sign-in/{token}"
    browser.post(sign_in, data={"csrf_token": token_of(browser.get(sign_in))})

    seen = [browser.get(path), *(browser.get(f"{path}/{number}") for number in numbers)]
    managed = [signed_in.get(path), *(signed_in.get(f"{path}/{number}") for number in numbers)]

    assert [page.status_code for page in (*seen, *managed)] == [200] * 6
    assert not [page for page in seen if "dee.x" in page.text]
    assert not [page for page in managed if "dee.x@example.org" not in page.text]
    assert not [page for page in managed if "Secret Person" in page.text]

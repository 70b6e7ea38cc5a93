"""Accounts page: for administrators only, of whom one always remains."""

import pytest

from tests.web.conftest import token_of
from tests.web.pages import path_of, text_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.web.core.security import endpoint_policies

PATH = "/organise/people"


@pytest.fixture
def chief(app):
    """Return a second administrator."""
    with transaction() as session:
        made = add_organiser(session, email="cy@example.org", name="Cy", timezone="UTC", admin=True)
        session.flush()
        session.expunge(made)
    return made


@pytest.fixture
def act(signed_in):
    """Return a function that submits an action on an account."""

    def act(who, what, to=""):
        token = token_of(signed_in.get(PATH))
        return signed_in.post(f"{PATH}/{who}/{what}", data={"csrf_token": token, "to": to})

    return act


@pytest.fixture
def invite(signed_in):
    """Return a function that submits the invitation form."""

    def invite(**values):
        token = token_of(signed_in.get(PATH))
        return signed_in.post(PATH, data={"csrf_token": token, **values})

    return invite


def stored_account(who):
    db.session.rollback()
    return db.session.get_one(Organiser, who.id)


def everyone():
    db.session.rollback()
    return db.session.query(Organiser).count()


def test_accounts_are_listed_with_role_and_last_visit(signed_in, another):
    answer = signed_in.get(PATH)
    page = text_of(answer)

    assert "Amira Haddad (you) amira@example.org Administrator" in page
    assert "25 November 2026, 10:00" in page
    assert "Bo bo@example.org Organiser" in page
    assert "never" in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_own_account_has_no_actions(signed_in, organiser):
    assert f"{PATH}/{organiser.id}/" not in signed_in.get(PATH).text


def test_invited_organiser_gets_sign_in_link(invite, deliver):
    answer = invite(email="new@example.org", name="New <b>one</b>", is_admin="")

    assert answer.location == f"{PATH}?done=invited"
    [mail] = deliver()
    assert mail.message["To"].addresses[0].addr_spec == "new@example.org"
    assert "/sign-in/" in mail.text


def test_administrator_is_invited(invite, signed_in):
    invite(email="new@example.org", is_admin="y")

    assert db.session.query(Organiser).filter_by(address="new@example.org").one().is_admin


@pytest.mark.parametrize(
    ("email", "values"),
    [
        ("", "Enter their e-mail address"),
        ("bo", "Enter a full e-mail address"),
        ("AMIRA@example.org", "is already an organiser"),
    ],
)
def test_refused_invitation_keeps_entered_values(invite, deliver, email, values):
    answer = invite(email=email, name="Typed")

    assert answer.status_code == 422
    assert values in answer.text
    assert 'value="Typed"' in answer.text
    assert deliver() == []
    assert everyone() == 1


def test_invitation_needs_csrf_token(signed_in, deliver):
    answer = signed_in.post(PATH, data={"email": "new@example.org"})

    assert answer.status_code == 400
    assert 'value="new@example.org"' in answer.text
    assert everyone() == 1


def test_removed_access_ends_sessions_and_is_restored(act, signed_in, another, as_another):
    assert as_another.get("/organise/events").status_code == 200

    answer = act(another.id, "access", "out")

    assert as_another.get("/organise/events").status_code == 401
    assert "Bo no longer has access" in text_of(signed_in.get(answer.location))
    act(another.id, "access", "in")
    assert stored_account(another).disabled_at is None
    assert as_another.get("/organise/events").status_code == 401


def test_role_is_changed_and_changed_back(act, another, as_another):
    act(another.id, "role", "administrator")
    assert as_another.get(PATH).status_code == 200

    act(another.id, "role", "organiser")

    assert as_another.get(PATH).status_code == 404
    assert not stored_account(another).is_admin


def test_sign_in_links_are_limited_to_five_per_quarter_hour(act, another, deliver):
    answers = [act(another.id, "links").status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]
    assert {str(mail.message["To"]) for mail in deliver()} == {"Bo <bo@example.org>"}


def test_disabled_account_gets_no_link(act, another, deliver):
    act(another.id, "access", "out")

    assert act(another.id, "links").status_code == 409
    assert deliver() == []


@pytest.mark.parametrize(("what", "to"), [("access", "out"), ("role", "organiser")])
def test_last_administrator_cannot_be_removed(act, organiser, another, what, to):
    answer = act(organiser.id, what, to)

    assert answer.status_code == 409
    assert "the last administrator" in answer.text
    assert stored_account(organiser).is_usable_administrator


@pytest.mark.parametrize(("what", "to"), [("access", "out"), ("role", "organiser")])
def test_one_of_two_administrators_is_removed(act, organiser, chief, what, to):
    assert act(chief.id, what, to).status_code == 303

    assert not stored_account(chief).is_usable_administrator


@pytest.mark.parametrize(("what", "to"), [("access", ""), ("role", ""), ("role", "king")])
def test_unknown_action_changes_nothing(act, another, what, to):
    assert act(another.id, what, to).status_code == 400

    assert stored_account(another).disabled_at is None
    assert not stored_account(another).is_admin


@pytest.mark.parametrize(
    ("what", "to"), [("access", "out"), ("role", "administrator"), ("links", "")]
)
def test_changes_need_csrf_token_and_valid_id(act, signed_in, another, deliver, what, to):
    assert act(4711, what, to).status_code == 404
    assert signed_in.post(f"{PATH}/{another.id}/{what}", data={"to": to}).status_code == 400

    assert stored_account(another).disabled_at is None
    assert not stored_account(another).is_admin
    assert deliver() == []


def test_accounts_page_is_not_found_for_organisers(app, as_another, another):
    token = token_of(as_another.get("/organise/events/new"))
    pages = [
        rule
        for rule in app.url_map.iter_rules()
        if endpoint_policies.policy_of(rule.endpoint).who == "admin"
    ]
    assert len(pages) == 9

    for rule in pages:
        path = path_of(rule).replace("4711", str(another.id))
        for method in rule.methods - {"OPTIONS"}:
            answer = as_another.open(
                path, method=method, data={"csrf_token": token, "to": "administrator"}
            )
            assert answer.status_code == 404, (rule, method)
    assert not stored_account(another).is_admin
    assert PATH not in as_another.get("/organise/events").text


def test_visitor_is_redirected_to_sign_in(client):
    assert client.get(PATH).status_code == 401


@pytest.mark.parametrize("number", ["-1", "0", f"-{'9' * 23}", "9" * 23])
def test_list_ignores_number_of_nobody(signed_in, number):
    assert signed_in.get(f"{PATH}?done=invited&who={number}").status_code == 200


def test_names_are_escaped(signed_in, another):
    with transaction() as session:
        session.get_one(Organiser, another.id).name = "<script>alert(1)</script>"
        issue_sign_in_token(session, session.get_one(Organiser, another.id))

    assert "<script>alert" not in signed_in.get(PATH).text


def test_likely_typo_is_warned_about_once(invite, deliver):
    asked = invite(email="bo@gmial.com", name="Bo")

    assert asked.status_code == 422
    assert "Did you mean bo@gmail.com?" in text_of(asked)
    assert deliver() == []
    assert (
        invite(email="bo@gmial.com", confirmed_email="bo@gmial.com", name="Bo").status_code == 303
    )
    taken = invite(
        email="cy@gmial.com", confirmed_email="cy@gmial.com", take="cy@gmail.com", name="Cy"
    )
    assert taken.status_code == 303
    to = [mail.message["To"].addresses[0].addr_spec for mail in deliver()]
    assert to == ["bo@gmial.com", "cy@gmail.com"]

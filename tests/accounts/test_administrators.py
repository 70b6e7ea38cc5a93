"""Inviting, disabling and making administrators: someone is always left who can let others in."""

import threading
from datetime import timedelta

import pytest

from webinars.accounts import sessions
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import (
    add_organiser,
    disable_account,
    enable_account,
    invite_organiser,
    make_administrator,
    revoke_administrator,
)
from webinars.accounts.queries import organiser_by_id, organisers
from webinars.accounts.sessions import live_session
from webinars.accounts.sign_in_links import (
    issue_sign_in_token,
    send_sign_in_link,
    sign_in_with_token,
)
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.timezones import clock as the_clock


@pytest.fixture
def add(session, clock):
    """Return a function that creates organisers."""

    def add(email="bo@example.org", **fields):
        return add_organiser(session, email=email, timezone="Africa/Nairobi", **fields)

    return add


@pytest.fixture
def chief(session, organiser):
    """Return the administrator."""
    return session.get_one(Organiser, organiser.id)


@pytest.mark.parametrize("lose", [disable_account, revoke_administrator])
def test_last_administrator_cannot_be_disabled(session, chief, add, lose):
    add()
    add("shut-out@example.org", admin=True).disabled_at = the_clock.now()

    with pytest.raises(ConflictError, match="last-administrator"):
        lose(session, chief)

    assert chief.is_usable_administrator


@pytest.mark.parametrize("lose", [disable_account, revoke_administrator])
def test_one_of_two_administrators_goes(session, chief, add, lose):
    add(admin=True)

    lose(session, chief)

    assert not chief.is_usable_administrator


@pytest.mark.parametrize("lose", [disable_account, revoke_administrator])
def test_disabled_organiser_leaves_usable_administrator(session, chief, add, lose):
    other = add()

    lose(session, other)

    assert chief.is_usable_administrator
    assert not other.is_usable_administrator


def test_restored_organiser_needs_new_sign_in_link(session, clock, chief, add):
    other = add()
    secret = sign_in_with_token(session, issue_sign_in_token(session, other))
    old = issue_sign_in_token(session, other)
    disable_account(session, other)

    enable_account(other)

    assert live_session(session, secret, the_clock.now()) is None
    with pytest.raises(NotFoundError):
        sign_in_with_token(session, old)
    assert sign_in_with_token(session, issue_sign_in_token(session, other))


def test_disabling_again_keeps_first_time(session, clock, chief, add):
    other = add()
    disable_account(session, other)
    first = other.disabled_at
    clock.advance(timedelta(hours=1))

    disable_account(session, other)

    assert other.disabled_at == first


def test_organiser_becomes_administrator(session, add):
    other = add()

    make_administrator(other)

    assert other.is_usable_administrator


def test_invited_organiser_gets_link_that_signs_in(session, chief, deliver):
    with transaction() as writing:
        invite_organiser(
            writing,
            by=writing.get_one(Organiser, chief.id),
            email="Bo@example.org",
            name="Bo Lind",
            admin=False,
        )
    [mail] = deliver()
    secret = mail.text.partition("/sign-in/")[2].split()[0]

    assert mail.message["To"] == "Bo Lind <Bo@example.org>"
    assert "Amira Haddad" in mail.text
    assert "has made you an organiser" in mail.text
    with transaction() as writing:
        assert live_session(writing, sign_in_with_token(writing, secret), the_clock.now())


def test_invitation_tells_administrator_their_role(session, chief, deliver):
    with transaction() as writing:
        invite_organiser(
            writing, by=writing.get_one(Organiser, chief.id), email="b@example.org", admin=True
        )

    [mail] = deliver()
    assert "an administrator of" in mail.text
    assert mail.text.startswith("Hello, welcome to Webinars.")


def test_organiser_disabled_before_sending_gets_no_invitation(session, chief, deliver):
    with transaction() as writing:
        by = writing.get_one(Organiser, chief.id)
        disable_account(
            writing, invite_organiser(writing, by=by, email="b@example.org", admin=False)
        )

    assert deliver() == []


@pytest.mark.parametrize(
    ("email", "code"), [("amira@EXAMPLE.org", "organiser-exists"), ("bo", "not-an-address")]
)
def test_refused_invitation_sends_no_email(session, chief, deliver, email, code):
    with (
        pytest.raises((ConflictError, InvalidInputError), match=code),
        transaction() as writing,
    ):
        invite_organiser(writing, by=writing.get_one(Organiser, chief.id), email=email, admin=False)

    assert deliver() == []


def test_disabled_organiser_gets_no_link(session, chief, add):
    other = add()
    disable_account(session, other)

    with pytest.raises(ConflictError, match="organiser-disabled"):
        send_sign_in_link(session, other, invited_by=chief)


def test_last_seen_time_is_stored(session, clock, add):
    other = add()
    assert other.seen_at is None
    secret = sign_in_with_token(session, issue_sign_in_token(session, other))
    clock.advance(timedelta(hours=1))

    sessions.extend_session(session, live_session(session, secret, the_clock.now()).id)
    sessions.sign_out(session, secret)

    assert other.seen_at == the_clock.now()


def test_organisers_are_sorted_by_name_with_disabled_ones_last(session, chief, add):
    for name in ("bert", "Zoe", "Carl"):
        add(f"{name}@example.org", name=name)
    disable_account(session, organisers(session).rows[1])

    assert [organiser.name for organiser in organisers(session).rows] == [
        "Amira Haddad",
        "Carl",
        "Zoe",
        "bert",
    ]


def test_unknown_organiser_id_is_not_found(session, chief):
    with pytest.raises(NotFoundError, match="no-such-organiser"):
        organiser_by_id(session, chief.id + 1)


class TwoAtOnce:
    """Two administrators take away each other's role in the same moment."""

    def test_one_of_them_stays(self, app, organiser):
        with transaction() as session:
            second = add_organiser(session, email="bo@example.org", timezone="UTC", admin=True).id
        refused, start = [], threading.Barrier(2)

        def lose(whose, item):
            with app.app_context():
                start.wait()
                try:
                    with transaction() as session:
                        item(session, organiser_by_id(session, whose))
                except ConflictError as error:
                    refused.append(error.code)
                db.session.remove()

        for item in (disable_account, revoke_administrator) * 3:
            refused.clear()
            threads = [
                threading.Thread(target=lose, args=(one, item)) for one in (organiser.id, second)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            with transaction() as session:
                result = organisers(session).rows
                assert [entry.is_usable_administrator for entry in result].count(True) == 1
                for entry in result:
                    entry.is_admin, entry.disabled_at = True, None
            assert refused == ["last-administrator"]


class TestTwoAtOnceOnSqlite(TwoAtOnce):
    """The file has one writer at a time."""


class TestTwoAtOnceOnPostgres(TwoAtOnce):
    """Rows are locked."""

    @pytest.fixture
    def overrides(self, postgres_tables_url):
        """Use PostgreSQL."""
        return {"DATABASE_URL": postgres_tables_url}

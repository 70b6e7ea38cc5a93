"""Sessions of an organiser: listed, and ended one by one or all except the current one."""

import re

import pytest

from tests.web.pages import text_of
from webinars.accounts.models import Organiser, OrganiserSession
from webinars.accounts.organisers import add_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token, sign_in_with_token
from webinars.database import db, transaction

PAGE = "/organise/sessions"


@pytest.fixture
def elsewhere(organiser, signed_in):
    """Return the ids of two more sessions in other browsers."""
    with transaction() as session:
        for _ in range(2):
            sign_in_with_token(
                session, issue_sign_in_token(session, session.get_one(Organiser, organiser.id))
            )
    return sessions(organiser)[1:]


def sessions(organiser):
    db.session.rollback()
    result = db.session.query(OrganiserSession).filter_by(organiser_id=organiser.id)
    return [item.id for item in result.order_by(OrganiserSession.id)]


def end(browser, token_on, which):
    return browser.post(PAGE, data={"csrf_token": token_on(PAGE), "end": which})


def test_sessions_are_listed_and_current_one_marked(signed_in, elsewhere):
    page = signed_in.get(PAGE)

    assert page.text.count('name="end"') == 3
    assert text_of(page).count("This browser") == 1
    assert all(f'value="{number}"' in page.text for number in elsewhere)


def test_browser_and_system_of_a_session_are_named(organiser, signed_in):
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    with transaction() as session:
        link = issue_sign_in_token(session, session.get_one(Organiser, organiser.id))
        sign_in_with_token(session, link, user_agent=windows)

    shown = text_of(signed_in.get(PAGE))

    assert ["Firefox on Windows" in shown, "Unknown browser" in shown] == [True, True]


def test_browser_is_stored_when_a_link_is_used(organiser, app):
    safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15"
    with transaction() as session:
        path = f"/sign-in/{issue_sign_in_token(session, session.get_one(Organiser, organiser.id))}"
    browser = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)[1]

    browser.post(path, data={"csrf_token": token}, headers={"User-Agent": safari})

    [row] = db.session.query(OrganiserSession).all()
    assert (row.browser, row.system) == ("Safari", "macOS")


def test_session_is_ended_and_others_stay(signed_in, elsewhere, organiser, token_on):
    answer = end(signed_in, token_on, elsewhere[0])

    assert answer.status_code == 303
    assert "The session has ended." in text_of(signed_in.get(answer.location))
    assert sessions(organiser)[1:] == elsewhere[1:]


def test_all_other_sessions_are_ended(signed_in, elsewhere, organiser, token_on):
    answer = end(signed_in, token_on, "others")

    assert "All other sessions have ended." in text_of(signed_in.get(answer.location))
    assert len(sessions(organiser)) == 1
    assert signed_in.get(PAGE).status_code == 200


@pytest.mark.parametrize("which", ["0", "-1", "x", "", "9" * 30, "²"])
def test_invalid_session_id_ends_nothing(signed_in, elsewhere, organiser, token_on, which):
    end(signed_in, token_on, which)

    assert len(sessions(organiser)) == 3


def test_session_of_other_account_is_not_ended(signed_in, organiser, token_on):
    with transaction() as session:
        other = add_organiser(session, email="bo@example.org", timezone="Europe/Zurich")
        session.flush()
        sign_in_with_token(session, issue_sign_in_token(session, other))
        other_id = other.id
    [theirs] = [
        item.id for item in db.session.query(OrganiserSession).filter_by(organiser_id=other_id)
    ]

    end(signed_in, token_on, theirs)
    end(signed_in, token_on, "others")

    db.session.rollback()
    assert db.session.query(OrganiserSession).filter_by(organiser_id=other_id).count() == 1

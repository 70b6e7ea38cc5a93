"""Sessions expire, and their pages are not cached."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOON
from tests.links import link_token
from tests.sheets import readable
from tests.web.conftest import token_of
from tests.web.pages import path_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser, disable_account
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.tokens import derive_token, new_seed
from webinars.database import transaction
from webinars.security import random_tokens
from webinars.web.core.security import endpoint_policies

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: sessions end by it."""
    clock.stop(NOON)


@pytest.fixture
def another_browser(app, organiser):
    """Return a function that creates browsers in which the organiser is signed in as well."""

    def build():
        browser = app.test_client()
        with transaction() as session:
            secret = issue_sign_in_token(session, session.merge(organiser))
        form = token_of(browser.get(f"/sign-in/{secret}"))
        assert browser.post(f"/sign-in/{secret}", data={"csrf_token": form}).status_code == 303
        return browser

    return build


def for_organisers(app):
    """Return the addresses of all pages for organisers and administrators."""
    return [
        path_of(rule)
        for rule in app.url_map.iter_rules()
        if endpoint_policies.POLICIES[rule.endpoint].who in {"organiser", "admin"}
        and "GET" in rule.methods
    ]


def let_in(app, browser):
    """Return the pages for organisers that do not ask to sign in first."""
    results = [path for path in for_organisers(app) if browser.get(path).status_code != 401]
    assert len(for_organisers(app)) > 10
    return results


def test_session_expires_after_twelve_idle_hours(app, signed_in, clock):
    assert let_in(app, signed_in) == for_organisers(app)

    clock.advance(12 * HOUR)

    assert let_in(app, signed_in) == []


def test_active_session_expires_after_fourteen_days(app, signed_in, clock):
    for _ in range(14 * 24 // 8 - 1):
        clock.advance(8 * HOUR)
        assert signed_in.get("/organise/events").status_code == 200

    clock.advance(8 * HOUR)

    assert let_in(app, signed_in) == []


def test_clock_set_back_does_not_extend_session(app, signed_in, clock):
    clock.advance(-2 * HOUR)

    assert let_in(app, signed_in) == []


def test_disabling_account_ends_all_its_sessions(app, signed_in, another_browser, organiser):
    browsers = [signed_in, another_browser(), another_browser()]
    with transaction() as session:
        add_organiser(session, email="bo@example.org", timezone="Europe/Zurich", admin=True)

    with transaction() as session:
        disable_account(session, session.get_one(Organiser, organiser.id))

    assert [let_in(app, browser) for browser in browsers] == [[], [], []]


def test_sign_out_ends_one_session_and_its_csrf_tokens(app, signed_in, another_browser, make_event):
    other, event = another_browser(), make_event(publish=False)
    form = token_of(signed_in.get(f"/organise/events/{event.id}/removal"))
    cookie = signed_in.get_cookie("webinars").value
    signed_in.post("/sign-out", data={"csrf_token": form})
    signed_in.set_cookie("webinars", cookie)

    answer = signed_in.post(f"/organise/events/{event.id}/removal", data={"csrf_token": form})

    assert answer.status_code == 401
    assert let_in(app, signed_in) == []
    assert other.get("/organise/events").status_code == 200


# --- Who else may come in: asked again


def weighty(app):
    """Return the addresses at which access is given or taken, with what sends something there."""
    return [
        (path_of(rule), method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & {"GET", "POST"})
        if endpoint_policies.POLICIES[rule.endpoint].needs_recent_sign_in
    ]


def test_pages_that_give_access_need_recent_sign_in():
    """And nothing else gives access away: no password, no token, no page that changes an organiser's address."""
    asking = {
        name for name, item in endpoint_policies.POLICIES.items() if item.needs_recent_sign_in
    }

    of_teams = {f"organiser_team.{name}" for name in ("add", "change", "hand_over")}
    of_teams |= {f"organiser_series_team.{name}" for name in ("add", "remove")}
    of_administrators = {
        name for name, item in endpoint_policies.POLICIES.items() if item.who == "admin"
    }

    assert asking == of_administrators | of_teams
    assert {
        "organiser_accounts.list",
        "organiser_accounts.change_role",
        "organiser_accounts.send_link",
    } <= asking


def test_accounts_cannot_be_changed_an_hour_after_sign_in(app, signed_in, clock):
    path = "/organise/people"
    form = token_of(signed_in.get(path))
    clock.advance(HOUR - timedelta(seconds=1))
    assert signed_in.get(path).status_code == 200

    clock.advance(timedelta(seconds=1))
    seen = signed_in.get(path)
    clock.advance(HOUR / 2)
    fields = {"csrf_token": form, "email": "mallory@example.net", "is_admin": "y", "to": "out"}
    answers = {
        (where, method): signed_in.open(
            where, method=method, data=fields if method == "POST" else None
        )
        for where, method in weighty(app)
    }

    assert len(answers) > 4
    assert {item.status_code for item in answers.values()} == {401}
    assert "Sign in again" in seen.text
    assert 'href="/sign-in?next=/organise/people"' in seen.text
    assert signed_in.get("/organise/events").status_code == 200
    with transaction() as session:
        assert [item.email for item in session.scalars(select(Organiser))] == ["amira@example.org"]


def test_form_shown_in_time_may_be_submitted_later(signed_in, clock):
    path = "/organise/people"
    clock.advance(HOUR - timedelta(minutes=1))
    form = token_of(signed_in.get(path))
    clock.advance(timedelta(minutes=30))

    answer = signed_in.post(path, data={"csrf_token": form, "email": "bo@example.org"})

    assert answer.status_code == 303


def test_signing_in_again_returns_and_ends_previous_session(
    app, signed_in, clock, send, deliver, client
):
    clock.advance(2 * HOUR)
    before = signed_in.get_cookie("webinars").value
    asked = signed_in.get("/sign-in?next=/organise/people")
    assert 'value="amira@example.org"' in asked.text
    assert signed_in.get("/sign-in").location == "/organise"
    send(
        "/sign-in?next=/organise/people",
        at="/sign-in",
        email="amira@example.org",
        next="/organise/people",
    )
    [mail] = deliver()
    link = re.search(r"/sign-in/\S+", mail.text)[0]

    answer = send(link)

    assert (answer.status_code, answer.location) == (303, "/organise/people")
    assert signed_in.get("/organise/people").status_code == 200
    old = app.test_client()
    old.set_cookie("webinars", before)
    assert let_in(app, old) == []


def test_sign_in_never_reuses_a_session(app, client, organiser):
    """Someone plants a cookie on another's browser; signing in there gives them nothing."""
    planted = app.test_client()
    planted.get("/sign-in")
    theirs = app.test_client()
    theirs.set_cookie("webinars", planted.get_cookie("webinars").value)
    with transaction() as session:
        secret = issue_sign_in_token(session, session.merge(organiser))
    form = token_of(theirs.get(f"/sign-in/{secret}"))

    assert theirs.post(f"/sign-in/{secret}", data={"csrf_token": form}).status_code == 303
    assert theirs.get("/organise/events").status_code == 200
    assert planted.get("/organise/events").status_code == 401


def test_pages_of_a_session_are_not_cached(app, signed_in, site, make_event, make_registration):
    event = make_event()
    place = make_registration(event)
    stored, personal = [], 0
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        asked = endpoint_policies.POLICIES[rule.endpoint]
        is_theirs = asked.purpose in {"manage", "join"}
        token = link_token(asked.purpose, place.id) if is_theirs else "x"
        path = path_of(rule, slug=event.slug, token=token).replace("4711", str(event.id))
        for query in ("", "?zone=Africa/Nairobi&lang=en"):
            answer = signed_in.get(path + query, buffered=True)
            result = answer.headers["Cache-Control"]
            actual = "Amira Haddad</" in readable(answer) or asked.who in {
                "organiser",
                "admin",
                "link",
            }
            personal += actual
            if "Cookie" not in answer.vary or (
                "public" in result and answer.mimetype != "text/plain"
            ):
                stored.append((path + query, result, str(answer.vary)))
            if actual and asked.who != "public" and result != "no-store":
                stored.append((path + query, result))

    assert stored == []
    assert personal > 40


def test_secrets_have_at_least_128_bits(organiser, site, signed_in):
    with transaction() as session:
        secret = issue_sign_in_token(session, session.merge(organiser))
    derived = derive_token(Purpose.MANAGE, new_seed(), site.keys[0])

    # Six bits a letter.
    assert re.fullmatch(r"[\w-]{22,}", secret)
    assert re.fullmatch(r"[\w-]{43}", derived)
    assert len({random_tokens.random_token() for _ in range(1000)}) == 1000

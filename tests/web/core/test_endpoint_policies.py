"""Every route has a policy, which is enforced."""

import pytest
from flask import Blueprint

from tests.conftest import make_app
from tests.links import link_token
from tests.web.pages import path_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser, disable_account
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.tokens import derive_token, new_seed
from webinars.database import transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.timezones.schedule import Month
from webinars.web.core.security import endpoint_policies


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_routes_and_policies_match(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(endpoint_policies.POLICIES)


def test_route_without_policy_stops_the_start(tmp_path):
    extra = Blueprint("extra", __name__)
    extra.add_url_rule("/extra", "page", lambda: "")
    app = make_app(tmp_path)
    app.register_blueprint(extra)

    with pytest.raises(RuntimeError, match=r"extra\.page"):
        endpoint_policies.check_policies(app)


def test_policies_apply_to_anonymous_requests(app, client):
    """The matrix: each endpoint, asked by someone who is not signed in and holds no link."""
    for rule in rules(app):
        if "GET" not in rule.methods:
            continue
        status = client.get(path_of(rule)).status_code
        who = endpoint_policies.POLICIES[rule.endpoint].who
        if who in {"link", "one-click"}:
            assert status == 404, rule
        elif who in {"organiser", "admin"}:
            assert status == 401, rule
        else:
            assert status in {200, 404, 503}, rule


def test_link_opens_only_pages_of_its_purpose(app, client, site, make_event, make_registration):
    place = make_registration(make_event())
    for rule in rules(app):
        wanted = endpoint_policies.POLICIES[rule.endpoint].purpose
        if not wanted or "GET" not in rule.methods:
            continue
        for purpose in ("manage", "join", "address"):
            token = link_token(purpose, place.id)
            status = client.get(path_of(rule, token=token)).status_code
            # No new address waits for its proof.
            opens = purpose == wanted != "address" and rule.arguments == {"token"}
            assert (status != 404) is opens, (rule, purpose, status)


def test_view_of_private_link_does_not_run_without_valid_token(app, client, monkeypatch):
    for endpoint, rule in endpoint_policies.POLICIES.items():
        if rule.purpose:
            monkeypatch.setitem(app.view_functions, endpoint, lambda **_: "opened")

    assert client.get("/registrations/x").status_code == 404
    assert client.get("/join/x").status_code == 404


def test_missing_and_foreign_pages_look_alike(client, app, site):
    missing = derive_token(Purpose.MANAGE, new_seed(), site.keys[0])

    answers = [client.get(f"/registrations/{token}") for token in (missing, "4711", "x")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.text for answer in answers}) == 1


def test_organiser_page_asks_to_sign_in_and_returns(client):
    answer = client.get("/organise/events?past=1")

    assert answer.status_code == 401
    assert "/sign-in?next=/organise/events?past%3D1" in answer.text


def test_disabled_account_is_signed_out_at_next_request(signed_in, organiser):
    assert signed_in.get("/organise/events").status_code == 200

    with transaction() as session:
        add_organiser(session, email="bo@example.org", timezone="Europe/Zurich", admin=True)
        disable_account(session, session.get_one(Organiser, organiser.id))

    assert signed_in.get("/organise/events").status_code == 401


def test_organisers_see_own_events_and_administrators_all(signed_in, organiser, make_event, app):
    make_event(title="Mine")
    with transaction() as session:
        other = add_organiser(session, email="bo@example.org", timezone="Europe/Zurich")
        details = EventDetails(title="Theirs", when=Month(2027, 4, "Europe/Zurich"))
        create_event(session, organiser=other, details=details, site=app.extensions["site"])
    to_administrator = signed_in.get("/organise/events").text
    with transaction() as session:
        session.get_one(Organiser, organiser.id).is_admin = False

    page = signed_in.get("/organise/events").text

    assert "Mine" in page
    assert "Theirs" not in page
    assert "Theirs" in to_administrator

"""docs/roles.md lists every page and action of organisers, with the roles that may use each."""

import re
from pathlib import Path

import pytest

from tests.conftest import make_app
from webinars import paths
from webinars.events.roles import Role, roles_including
from webinars.web.core.security import endpoint_policies

DOCUMENT = Path(paths.PACKAGE).parent / "docs" / "roles.md"
ROW = re.compile(r"^\| [^|]+ \| `([A-Z, ]+) ([^`]+)` \| (.+) \|$", re.MULTILINE)
MARKS = {"yes": True, "–": False}


def documented():
    """Return the last cells of each row by methods and address; no route has two rows."""
    rows = [
        ((methods, address), tuple(cells.split(" | ")))
        for methods, address, cells in ROW.findall(DOCUMENT.read_text("utf-8"))
    ]
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def routes(app):
    """Return the policy of each route of organisers, by methods and address."""
    result = {}
    for rule in app.url_map.iter_rules():
        policy = endpoint_policies.POLICIES[rule.endpoint]
        if policy.who in {"organiser", "admin"} and rule.rule != "/organise/":
            address = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"<\1>", rule.rule)
            methods = ", ".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
            result[methods, address] = policy
    return result


def needs(policy):
    """Return what an account needs for a page of its own."""
    if policy.who == "admin":
        return "an administrator"
    return "an account that may create events" if policy.creates_events else "an account"


def test_table_of_roles_and_routes_are_equal(app):
    table, policies = documented(), routes(app)

    assert set(table) - set(policies) == set(), "rows without a route"
    assert set(policies) - set(table) == set(), "routes without a row"


def test_table_gives_each_route_the_roles_of_its_policy(app):
    table = documented()
    for route, policy in routes(app).items():
        if policy.role is None:
            assert table[route] == (needs(policy),), route
            continue
        permitted = {role for role, mark in zip(Role, table[route], strict=True) if MARKS[mark]}
        assert permitted == set(roles_including(policy.role)), route


def test_columns_are_the_roles():
    head = re.search(r"^\| action \| route \| (owner.*) \|$", DOCUMENT.read_text("utf-8"), re.M)

    assert head[1].split(" | ") == list(Role)


@pytest.mark.parametrize(
    ("endpoint", "policy"),
    [
        ("organiser_registrations.list", endpoint_policies.ORGANISER),
        ("organiser_events.list", endpoint_policies.VIEWER),
    ],
)
def test_page_of_an_event_without_role_stops_the_start(tmp_path, monkeypatch, endpoint, policy):
    app = make_app(tmp_path)
    monkeypatch.setitem(endpoint_policies.POLICIES, endpoint, policy)

    with pytest.raises(RuntimeError, match=endpoint):
        endpoint_policies.check_policies(app)


def test_each_role_includes_those_after_it():
    order = list(Role)

    assert [[one.includes(other) for other in order] for one in order] == [
        [position <= number for number in range(len(order))] for position in range(len(order))
    ]

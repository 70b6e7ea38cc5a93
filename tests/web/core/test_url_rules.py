"""Rules of the address map compile their functions late, and build what Werkzeug's build."""

import pytest
from werkzeug.routing import Map, Rule

from webinars.web.core.http.url_rules import UrlRule

RULE = "/organise/events/<int:event_id>/<name>"


def adapter(rule):
    return Map([rule]).bind("events.example.org")


@pytest.mark.parametrize("more", [{}, {"q": "a b", "page": 2}])
def test_address_is_that_of_werkzeug(more):
    values = {"event_id": 7, "name": "Übung/1", **more}

    ours, theirs = (
        [adapter(kind(RULE, endpoint="page")).build("page", values) for _ in range(2)]
        for kind in (UrlRule, Rule)
    )

    assert ours == theirs


def test_function_is_compiled_at_its_first_call_only(app):
    rule = UrlRule(RULE, endpoint="page")
    addresses = adapter(rule)
    late = rule._build, rule._build_unknown
    addresses.build("page", {"event_id": 7, "name": "a"})
    compiled = rule._build_unknown
    addresses.build("page", {"event_id": 8, "name": "b"})

    assert (rule._build, rule._build_unknown) == (late[0], compiled)
    assert compiled != late[1]
    assert {type(one) for one in app.url_map.iter_rules()} == {UrlRule}

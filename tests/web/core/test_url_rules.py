"""Rules of the address map compile their functions late, and build what Werkzeug's build."""

import pytest
from werkzeug.routing import Map, Rule

from webinars.web.core.http.url_rules import UrlRule

RULE = "/organise/events/<int:event_id>/<name>"


def adapter(rule):
    return Map([rule]).bind("events.example.org")


@pytest.mark.parametrize("append_unknown", [True, False])
@pytest.mark.parametrize("more", [{}, {"q": "a b", "page": 2}])
def test_address_is_that_of_werkzeug(more, append_unknown):
    values = {"event_id": 7, "name": "Übung/1", **more}

    ours, theirs = (
        [
            adapter(kind(RULE, endpoint="page")).build(
                "page", values, append_unknown=append_unknown
            )
            for _ in range(2)
        ]
        for kind in (UrlRule, Rule)
    )

    assert ours == theirs


@pytest.mark.parametrize("append_unknown", [True, False])
def test_function_is_compiled_at_its_first_call_only(app, append_unknown):
    rule = UrlRule(RULE, endpoint="page")
    addresses = adapter(rule)
    used, other = ("_build_unknown", "_build") if append_unknown else ("_build", "_build_unknown")
    late = getattr(rule, used), getattr(rule, other)
    addresses.build("page", {"event_id": 7, "name": "a"}, append_unknown=append_unknown)
    compiled = getattr(rule, used)
    addresses.build("page", {"event_id": 8, "name": "b"}, append_unknown=append_unknown)

    assert (getattr(rule, used), getattr(rule, other)) == (compiled, late[1])
    assert compiled != late[0]
    assert {type(one) for one in app.url_map.iter_rules()} == {UrlRule}

"""Every route, person and method, for own and other rows, responds as the policy table requires.

Walks the address map and the policy table as they are, so a new route is asked from its first day on.
"""

from collections import Counter

import pytest
from werkzeug.exceptions import MethodNotAllowed

from webinars.web.core.security import endpoint_policies

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET", "HEAD", "OPTIONS")
# What a page that is open to someone may answer: it shows, leads on, refuses what was typed, or what is so.
OPEN = {200, 303, 409, 422}
ALSO = {
    ("appearance.asset", "GET"): {404},  # the world has no colours and no logo of its own
    ("appearance.asset", "HEAD"): {404},
    ("series_pictures.show", "GET"): {404},  # nor any of a series
    ("series_pictures.show", "HEAD"): {404},
    ("invitation.opening", "POST"): {204},  # there is nothing to show
    ("join.enter", "POST"): {403},  # the room is not open yet
    ("organiser_timezone_update.apply", "POST"): {400},
    # An upload is of one account only, administrators included.
    ("organiser_uploads.state", "GET"): {404},
    ("organiser_uploads.state", "HEAD"): {404},
    ("organiser_uploads.add_part", "POST"): {404},
    ("organiser_uploads.finish", "POST"): {404},
    ("organiser_uploads.abort", "POST"): {204, 404},
    # Two buttons on one form: what is sent without either is nothing anyone pressed.
    ("subscriber.change", "POST"): {400},
    ("organiser_accounts.change_access", "POST"): {400},
    ("organiser_accounts.change_role", "POST"): {400},
}
LEAST_CASES, MOST_SHOWN = 2000, 60


def rules_by_path(app):
    """Return the rules of the URL map, grouped by address."""
    results = {}
    for rule in app.url_map.iter_rules():
        results.setdefault(rule.rule, []).append(rule)
    return results


def answering(world, path, method):
    """Return the rule for a method and path, if there is one."""
    try:
        return world.app.url_map.bind("").match(path, method, return_rule=True)[0]
    except MethodNotAllowed:
        return None


def is_let_in(world, person, asked, path, *, owns):
    """Return whether the policy table admits a person to a route, or their refusal."""
    match asked.who:
        case "public":
            return True
        case "link" if asked.handles_expired_link:
            return True if world.sign_in_secret in path else 404
        case "link" | "one-click":
            is_own = person.links.get(asked.purpose, "none of theirs") in path
            return True if person is world.registrant and owns and is_own else 404
    if person not in {world.a, world.b, world.admin}:
        return 401
    if person is world.admin:
        return True
    if asked.who == "admin":
        return 404
    return True if owns else 404


def expected(world, person, path, method, *, about, token="right"):
    """Return the statuses that the policy table allows for a request."""
    rule = answering(world, path, method)
    # Files are answered before the application is asked.
    if rule is None or (rule.endpoint == "static" and method not in {"GET", "HEAD"}):
        return {405}
    asked = endpoint_policies.POLICIES[rule.endpoint]
    if method == "POST" and token == "foreign" and asked.who != "one-click":
        return {403}
    if method == "POST" and asked.repeats_post:
        return OPEN
    has_owner = any(name.endswith("_id") for name in rule.arguments)
    owner = (world.a, world.registrant) if about is world.of_a else (world.b,)
    owns = not has_owner or person in owner
    may = is_let_in(world, person, asked, path, owns=owns)
    if method == "POST" and token == "none" and asked.who != "one-click":
        # Asked before who it is; only a page that shows its form again looks at that as well.
        return {400} if may is True or not asked.redisplays_form else {may}
    is_known = not asked.purpose or asked.handles_expired_link or person is world.registrant
    if method == "OPTIONS" and may == 404 and asked.who != "admin" and is_known:
        return {200}  # it names the methods of the address, be there such a row or not
    if may is not True:
        return {may}
    return {200} if method == "OPTIONS" else OPEN | ALSO.get((rule.endpoint, method), set())


def token_for(world, person, asked):
    """Return the token that a person would try: their own, a forged one, or a guess."""
    if not asked.is_for_link:
        return "no-such-token"
    if not asked.handles_expired_link:
        return person.links.get(asked.purpose, "no-such-token")
    return world.sign_in_secret if person is world.a else "no-such-token"


def path_for(world, person, rules, about):
    """Return the path that a person requests."""
    asked = endpoint_policies.POLICIES[rules[0].endpoint]
    return world.path_of(rules[0], about, token_for(world, person, asked))


def cases(world, rules, turn):
    """Yield person, method, owner of the rows, and CSRF token.

    A method that no rule of the address has is refused before anybody is asked who they are: one person sends
    it, at each address another.
    """
    owned = any(name.endswith("_id") for rule in rules for name in rule.arguments)
    answered = {method for rule in rules for method in rule.methods}
    for number, person in enumerate(world.everyone):
        methods = METHODS if number == turn % len(world.everyone) else answered
        for about in (world.of_a, world.of_b) if owned else (world.of_a,):
            for method in METHODS:
                if method in methods:
                    yield person, method, about, "right"
            for token in ("none", "foreign") if "POST" in methods else ():
                yield person, "POST", about, token


def send(world, person, method, path, token):
    fields = {}
    if token == "none":
        fields["data"] = {}
    if token == "foreign":
        fields["headers"] = {"Sec-Fetch-Site": "cross-site"}
    return world.ask(person, method, path, **fields)


def test_every_route_responds_to_everybody_as_the_policy_table_requires(world, record_property):
    counted, wrong = Counter(), []
    for turn, (address, rules) in enumerate(rules_by_path(world.app).items()):
        for person, method, about, token in cases(world, rules, turn):
            path = path_for(world, person, rules, about)
            status = send(world, person, method, path, token).status_code
            wanted = expected(world, person, path, method, about=about, token=token)
            is_changed = world.has_changed()
            counted[person.name] += 1
            case = (person.name, method, address, about.slug, token)
            if status not in wanted:
                wrong.append((*case, f"answered {status}, wanted {sorted(wanted)}"))
            if is_changed and (method in SAFE or status >= 400):
                wrong.append((*case, f"answered {status} and stored something"))
            if is_changed:
                world.restore()
    record_property("cases", counted.total())
    print(f"\nmatrix: {counted.total()} cases, {len(wrong)} wrong; {dict(counted)}")  # noqa: T201 - the figure

    assert not wrong, "\n".join(str(item) for item in wrong[:MOST_SHOWN])
    assert counted.total() >= LEAST_CASES


def test_rows_of_others_are_not_reachable_through_an_own_event(world):
    """The event in the address is the organiser's, the row after it is not."""
    mixed = [
        rule for rule in world.app.url_map.iter_rules()
        if {"event_id"} < rule.arguments and "token" not in rule.arguments
    ]  # fmt: skip
    for rule in mixed:
        about = type(world.of_a)(**{**vars(world.of_b), "event_id": world.of_a.event_id})
        for method in sorted(rule.methods - {"OPTIONS"}):
            answer = world.ask(world.a, method, world.path_of(rule, about))
            assert answer.status_code == 404, (rule, method)
            assert not world.has_changed()


def test_draft_has_no_public_page(world):
    for rule in world.app.url_map.iter_rules():
        if "slug" not in rule.arguments or "/series/" in rule.rule:
            continue
        for person in world.everyone:
            for method in sorted(rule.methods - {"OPTIONS"}):
                answer = world.ask(person, method, world.path_of(rule, world.of_a_draft))
                assert answer.status_code == 404, (rule, method, person.name)


def test_missing_rows_and_rows_of_others_have_the_same_response(world):
    for rule in world.app.url_map.iter_rules():
        if "event_id" not in rule.arguments or "GET" not in rule.methods:
            continue
        missing = type(world.of_a)(**{**vars(world.of_b), "event_id": 4711})
        answers = [world.ask(world.a, "GET", world.path_of(rule, answer))
                   for answer in (world.of_b, missing)]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404]
        assert len({answer.text for answer in answers}) == 1, rule


def test_route_missing_in_the_policy_table_fails_the_matrix(world, monkeypatch):
    monkeypatch.delitem(endpoint_policies.POLICIES, "public.list")

    with pytest.raises(KeyError, match=r"public\.list"):
        expected(world, world.anonymous, "/", "GET", about=world.of_a)

"""Every organiser route with an event and every role, on both databases: 404 unless the table permits it.

The table is that of webinars/web/core/security/endpoint_policies.py, which docs/roles.md shows.
"""

import re

import pytest
from sqlalchemy import event as sqlalchemy_event

from tests.conftest import Browser
from tests.security import founding
from tests.security.words import canary
from tests.sheets import readable
from tests.web.conftest import token_of
from webinars.accounts.models import Organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.events.models import EventRole, SeriesRole
from webinars.events.roles import Role
from webinars.timezones import clock as wall_clock
from webinars.web.core.security import endpoint_policies

SAFE = ("GET", "HEAD", "OPTIONS")
# Limits on requests are counted in the database, on PostgreSQL.
WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) (?!limit_counts)", re.IGNORECASE)
# How an account comes by a role.
GRANTS = ("event", "series", "series of owner")
ROLES = [role for role in Role if role is not Role.OWNER]


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases, without limits on requests."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "FORMS_LIMIT": "1000000 per minute"}


class Team:
    """An event with rows of each kind, and accounts with a role on it, each with its browser."""

    def __init__(self, app, site, owner):
        self.app, self.site, self.owner = app, site, owner
        app.test_client_class = Browser
        self.values, self.browsers = {}, {}
        with transaction() as session:
            self.helper = founding.organiser(session, "helper@example.org", "Helper")
        self.build()

    def build(self):
        """Add an event with its rows; the roles of earlier ones stay with these."""
        with transaction() as session:
            event = founding.event(
                session, self.site, session.merge(self.owner), "Event", public=True,
                accepts_registrations=True,
            )  # fmt: skip
            place = founding.place(session, event, f"{canary('email')}@example.com", "Ana")
            message = founding.failed(session, event, place, "plain")
            question_id = founding.filed(session, event, place, "plain")
            invitee_id, delegation_id, _ = founding.asked(session, event, "plain")
            comment_id = founding.left(session, event, "plain")
            event_message_id = founding.wrote(session, event, "plain")
            bulk_action_id = founding.chose(session, event, place)
            poll_id, option_id, participant_id = founding.polled(session, event, "plain")
            helper = session.merge(self.helper)
            founding.member(session, event, helper, Role.VIEWER)
            session.flush()
            self.values = {
                "event_id": event.id,
                "registration_id": place.id,
                "message_id": message.id,
                "question_id": question_id,
                "invitee_id": invitee_id,
                "delegation_id": delegation_id,
                "comment_id": comment_id,
                "event_message_id": event_message_id,
                "bulk_action_id": bulk_action_id,
                "poll_id": poll_id,
                "option_id": option_id,
                "participant_id": participant_id,
                "organiser_id": helper.id,
            }
            self.series_id = event.series_id

    def sign_in(self, name):
        """Return a browser in which an account is signed in, and its CSRF token."""
        with transaction() as session:
            made = founding.organiser(session, f"{name}@example.org", name)
            session.flush()
            secret, made_id = issue_sign_in_token(session, made), made.id
        browser = self.app.test_client()
        path = f"/sign-in/{secret}"
        browser.post(path, data={"csrf_token": token_of(browser.get(path))})
        self.browsers[name] = browser, token_of(browser.get("/links")), made_id

    def give(self, name, role, grant):
        """Give an account its role on the event as it is now, alone or through its series."""
        organiser_id = self.browsers[name][2]
        with transaction() as session:
            session.get_one(Organiser, organiser_id).has_roles = True
            common = {"organiser_id": organiser_id, "role": role, "given_at": wall_clock.now()}
            if grant == "event":
                session.add(EventRole(event_id=self.values["event_id"], **common))
            elif grant.startswith("series"):
                owner_id = self.owner.id if grant == "series of owner" else None
                session.add(SeriesRole(series_id=self.series_id, owner_id=owner_id, **common))

    def ask(self, name, rule, method):
        """Send a request without fields but the CSRF token."""
        browser, token, _ = self.browsers[name]
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda part: str(self.values[part[1]]), rule.rule)
        data = {"csrf_token": token} if method == "POST" else None
        return browser.open(path, method=method, data=data)


@pytest.fixture
def team(app, site, organiser, clock):
    return Team(app, site, organiser)


def routes_of_events(app):
    """Return the routes of organisers with an event, and each method that they answer.

    Leaving the team comes last, because it ends the role.
    """
    routes = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if endpoint_policies.POLICIES[rule.endpoint].role is not None
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
    return sorted(routes, key=lambda route: route[0].endpoint == "organiser_team.leave")


def writes():
    """Count the statements that write."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if WRITES.match(statement):
            seen.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    return seen


@pytest.fixture
def grants_of(app):
    """Return a function that gives the ways in which the accounts have the role that is asked with.

    How an account came by its role is one condition of one query: on PostgreSQL each way is tried with one route for
    each role and method, and every route with one way.
    """
    tried = set()

    def grants_of(needed, method):
        is_repeated = (needed, method) in tried
        tried.add((needed, method))
        return GRANTS[:1] if is_repeated and db.engine.dialect.name == "postgresql" else GRANTS

    return grants_of


@pytest.fixture
def accounts(team):
    """Return accounts that are signed in, with their role and the way to it; a stranger has another event's role.

    The weakest first: what a stronger one changes does not decide the answer to another.
    """
    accounts = [("stranger", None, GRANTS[0])]
    for role in reversed(ROLES):
        accounts += [
            (f"{role.value}-by-{grant}".replace(" ", "-"), role, grant) for grant in GRANTS
        ]
    for name, *_ in accounts:
        team.sign_in(name)
    team.give("stranger", Role.EDITOR, "event")
    return accounts


def build_with_team(team, accounts):
    team.build()
    for name, role, grant in accounts:
        if role is not None:
            team.give(name, role, grant)


def test_routes_answer_roles_as_the_table_says(team, accounts, grants_of):
    routes, wrong, asked = routes_of_events(team.app), [], 0
    written, is_changed = writes(), True
    for rule, method in routes:
        if is_changed:
            build_with_team(team, accounts)
        is_changed = False
        needed = endpoint_policies.POLICIES[rule.endpoint].role
        grants = grants_of(needed, method)
        for name, role, _ in [account for account in accounts if account[2] in grants]:
            permitted = role is not None and role.includes(needed)
            written.clear()
            status = team.ask(name, rule, method).status_code
            if permitted and status == 404 and is_changed:  # what another has removed
                build_with_team(team, accounts)
                status = team.ask(name, rule, method).status_code
            asked += 1
            is_changed = is_changed or bool(written)
            is_right = status in {200, 302, 303, 400, 409, 422} if permitted else status == 404
            if not is_right or (not permitted and written):
                wrong.append((rule.endpoint, method, name, status, list(written)))

    figures = f"{len(routes)} routes, {len(accounts)} accounts, {asked} answers, {len(wrong)} wrong"
    print(f"\nroles: {figures}")  # noqa: T201 - the figure
    assert wrong == []
    assert asked > len(routes) * len(ROLES) > 200


@pytest.mark.parametrize("role", ROLES)
def test_pages_lead_only_to_what_the_role_permits(team, role):
    """Links and forms of all pages that a role sees."""
    team.sign_in("member")
    team.give("member", role, "event")
    browser, *_ = team.browsers["member"]
    url_map = team.app.url_map.bind("127.0.0.1")
    pages = [("/organise/events", None)]
    pages += [
        (rule, None)
        for rule, method in routes_of_events(team.app)
        if method == "GET" and role.includes(endpoint_policies.POLICIES[rule.endpoint].role)
    ]
    wrong, seen = [], 0
    for rule, _ in pages:
        answer = browser.get(rule) if isinstance(rule, str) else team.ask("member", rule, "GET")
        assert answer.status_code in {200, 303, 409}, rule
        for kind, target in re.findall(r'(href|action)="(/organise[^"#?]*)', readable(answer)):
            for method in ("GET", "POST") if kind == "action" else ("GET",):
                if not url_map.test(target, method=method):
                    continue
                endpoint, _values = url_map.match(target, method=method)
                needed = endpoint_policies.POLICIES[endpoint].role
                seen += 1
                if needed is not None and not role.includes(needed):
                    wrong.append((str(rule), method, target))

    assert wrong == []
    assert seen > 5


def test_withdrawn_role_is_missing_at_the_next_request(team):
    team.sign_in("member")
    team.give("member", Role.EDITOR, "event")
    rule = next(
        rule for rule, _ in routes_of_events(team.app) if rule.endpoint == "organiser_settings.edit"
    )
    before = team.ask("member", rule, "GET").status_code
    with transaction() as session:
        given = session.get_one(EventRole, (team.values["event_id"], team.browsers["member"][2]))
        given.role = Role.VIEWER

    reduced = team.ask("member", rule, "POST")
    with transaction() as session:
        session.delete(
            session.get_one(EventRole, (team.values["event_id"], team.browsers["member"][2]))
        )
    removed = team.ask("member", rule, "POST")

    assert (before, reduced.status_code, removed.status_code) == (200, 404, 404)
    assert "Your role on this event does not include this page" in reduced.text
    assert "Your role" not in removed.text


def test_accounts_that_create_no_events_have_no_page_for_it(team):
    team.sign_in("member")
    team.give("member", Role.EDITOR, "event")
    browser, token, organiser_id = team.browsers["member"]
    with transaction() as session:
        session.get_one(Organiser, organiser_id).may_create_events = False
    event_id = team.values["event_id"]
    paths = ("/organise/events/new", "/organise/announcements")

    answers = [browser.get(path).status_code for path in paths]
    copied = browser.post(f"/organise/events/{event_id}/copy", data={"csrf_token": token})
    pages = (
        browser.get("/organise/events").text + browser.get(f"/organise/events/{event_id}/edit").text
    )

    assert [*answers, copied.status_code] == [404, 404, 404]
    assert not [path for path in (*paths, f"/organise/events/{event_id}/copy") if path in pages]

"""Views act on the row in the address only; ids in forms and queries never select another."""

import re
from pathlib import Path

import pytest

from webinars import paths

NAMES = (
    "id", "event", "event_id", "registration", "registration_id", "message", "message_id", "organiser",
    "organiser_id", "series_id", "slug", "token", "owner", "user_id", "comment", "comment_id", "event_message_id", "which",
)  # fmt: skip
OWNED = (
    "events", "registrations", "messages", "organisers", "invitations", "invitees", "delegations",
    "comments", "event_messages",
)  # fmt: skip


def numbers_of(subject):
    """Return ids of another person's rows under every field name that a view might read."""
    known = vars(subject)
    return {
        name: str(known.get(name, known.get(f"{name}_id", known["event_id"]))) for name in NAMES
    }


def rows_of(dump, numbers):
    """Return the rows of Bo, which must not change."""
    return sorted(
        line
        for line in dump.splitlines()
        for table in OWNED
        if re.match(rf'INSERT INTO "?{table}"? VALUES\({numbers[table]},', line)
    )


@pytest.mark.parametrize("text", ["body", "query", "both"])
def test_ids_in_a_form_never_select_another_persons_row(world, text):
    of_a, of_b = world.of_a, world.of_b
    theirs = numbers_of(of_b)
    stored = {
        "events": of_b.event_id,
        "registrations": of_b.registration_id,
        "messages": of_b.message_id,
        "organisers": of_b.organiser_id,
        "invitations": of_b.registration_id,
        "invitees": of_b.invitee_id,
        "delegations": of_b.delegation_id,
        "comments": of_b.comment_id,
        "event_messages": of_b.event_message_id,
    }
    before, asked = rows_of(world.before, stored), 0
    form = {"do": "publish", "title": "Taken", "precision": "month", "month": "7", "revision": "1"}
    for rule in world.app.url_map.iter_rules():
        if "POST" not in rule.methods or "event_id" not in rule.arguments:
            continue
        path = world.path_of(rule, of_a)
        data = {"csrf_token": world.a.token, **form, **(theirs if text != "query" else {})}
        query = theirs if text != "body" else {}
        answer = world.ask(world.a, "POST", path, data=data, query_string=query)
        asked += 1
        assert "canary" not in answer.text + str(answer.headers), path
        if world.has_changed():
            assert rows_of(world.dump(), stored) == before, path
            world.restore()
        # Nor do numbers of one's own open the way to another's.
        values = {"csrf_token": world.a.token, **form, **numbers_of(of_a)}
        answer = world.ask(
            world.a, "POST", world.path_of(rule, of_b), data=values, query_string=numbers_of(of_a)
        )
        assert answer.status_code == 404, path
        assert not world.has_changed()

    assert len(before) >= 4
    assert asked >= 9


def test_no_view_reads_a_row_id_from_a_form_or_query():
    """Ids come from the address, for which the policy has been checked."""
    reading = re.compile(r"\b(form|args|values|json)(\.get)?[\[(]\s*['\"](\w*_)?id['\"]")

    results = [
        f"{path.relative_to(paths.PACKAGE)}:{number}"
        for path in sorted(Path(paths.PACKAGE, "web").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if reading.search(line)
    ]

    assert results == []


def test_join_url_is_in_no_list_or_table_of_the_organiser(world):
    """Tables are passed on: they contain neither the join URL nor private links."""
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint not in {
            "organiser_registrations.list", "organiser_registrations_csv.download", "organiser_email_log.list",
            "organiser_registrations.cancel", "organiser_events.list", "calendar.series",
            "organiser_invitees.list", "organiser_invitees.download_csv", "organiser_delegations.list", "organiser_delegations.edit",
        }:  # fmt: skip
            continue
        path = world.path_of(rule, world.of_b)
        answer = world.ask(world.b, "GET", path)
        links = world.xenia_herself.links.values()

        assert answer.status_code == 200, path
        assert "canaryroom" not in answer.text, path
        assert not [link for link in links if link in answer.text], path
        assert "/join/" not in answer.text, path

"""webinars organiser remove: the account loses its access, an administrator gets its events."""

import sqlite3
from contextlib import closing

ANNOUNCED = "Water talk\n\nFriday 16 July 2027, 15:00-16:30 Geneva\n"


def rows(folder, statement):
    with closing(sqlite3.connect(folder / "var" / "webinars.db")) as connection:
        return connection.execute(statement).fetchall()


def test_events_pass_to_an_administrator(run, migrated, tmp_path):
    for words in (("chipo@example.org", "--admin"), ("bo@example.org",)):
        assert run("organiser", "add", *words).status == 0
    assert run("announce", "-", "--organiser", "bo@example.org", given=ANNOUNCED).status == 0

    done = run("organiser", "remove", "bo@example.org")

    assert (done.status, done.err) == (0, "")
    assert "their events belong to chipo@example.org" in done.out
    owners = "SELECT email FROM organisers JOIN events ON organiser_id = organisers.id"
    assert rows(tmp_path, owners) == [("chipo@example.org",)]


def test_last_administrator_keeps_access(run, migrated, tmp_path):
    assert run("organiser", "add", "chipo@example.org", "--admin").status == 0

    done = run("organiser", "remove", "chipo@example.org")

    assert done.status == 2
    assert rows(tmp_path, "SELECT disabled_at FROM organisers") == [(None,)]


def test_organiser_is_removed_without_an_administrator_if_a_successor_is_named(
    run, migrated, tmp_path
):
    for name in ("bo", "cy"):
        assert run("organiser", "add", f"{name}@example.org").status == 0

    refused = run("organiser", "remove", "bo@example.org")
    done = run("organiser", "remove", "bo@example.org", "--to", "cy@example.org")

    assert (refused.status, done.status) == (2, 0)
    assert "no administrator who could own the events" in refused.err
    assert "belong to cy@example.org" in done.out


def test_events_of_an_account_disabled_before_are_reported_and_pass_on(run, migrated, tmp_path):
    for words in (("chipo@example.org", "--admin"), ("bo@example.org",)):
        assert run("organiser", "add", *words).status == 0
    assert run("announce", "-", "--organiser", "bo@example.org", given=ANNOUNCED).status == 0
    with closing(sqlite3.connect(tmp_path / "var" / "webinars.db")) as connection, connection:
        connection.execute("UPDATE organisers SET disabled_at = created_at WHERE NOT is_admin")

    before = run("check")
    done = run("organiser", "remove", "bo@example.org")
    after = run("check")

    problem = "Problem: events of bo@example.org (1): this account has no access"
    assert problem in before.out
    assert (done.status, done.err) == (0, "")
    assert problem not in after.out
    assert rows(
        tmp_path, "SELECT email FROM organisers JOIN events ON organiser_id = organisers.id"
    ) == [("chipo@example.org",)]
    assert run("organiser", "remove", "nobody@example.org").status == 2

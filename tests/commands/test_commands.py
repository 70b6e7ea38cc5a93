"""The command line: output, errors and exit status."""

import gc
import re
import sqlite3
from contextlib import closing

import pytest

from webinars.commands.installation import open_installation
from webinars.database import transaction
from webinars.outbox.enqueue import enqueue
from webinars.outbox.message_state import mark_failed

COMMANDS = (
    (),
    ("serve",),
    ("worker",),
    ("db",),
    ("db", "upgrade"),
    ("db", "check"),
    ("demo",),
    ("organiser",),
    ("organiser", "add"),
    ("organiser", "remove"),
    ("organiser", "link"),
    ("announce",),
    ("fair-time",),
    ("check",),
    ("replies",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_works_whatever_the_settings_say(run, command):
    done = run(*command, "--help", TRUSTED_PROXIES="many", BASE_URL="nowhere", DATABASE_URL="?")

    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Usage: webinars")


@pytest.mark.parametrize(
    "group", [(), ("db",), ("organiser",), ("outbox",), ("zones",)], ids=" ".join
)
def test_list_of_commands_says_what_each_does_in_one_whole_sentence(run, group):
    lines = run(*group, "--help").out.split("Commands:\n")[1].splitlines()

    assert lines
    assert [line for line in lines if not re.fullmatch(r"  [a-z-]+ +[A-Z].*\w\.", line)] == []


def test_errors_are_one_line_with_status_2(program):
    helped, refused = (
        program("--help", TRUSTED_PROXIES="many"),
        program("check", TRUSTED_PROXIES="many"),
    )

    assert (helped.status, helped.err) == (0, "")
    assert (refused.status, refused.out) == (2, "")
    assert (
        refused.err
        == "webinars: WEBINARS_TRUSTED_PROXIES must be a whole number of at least 0, not 'many'\n"
    )


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            {"TRUSTED_PROXIES": "many"},
            "WEBINARS_TRUSTED_PROXIES must be a whole number of at least 0, not 'many'",
        ),
        (
            {"BASE_URL": "events.example.org"},
            "WEBINARS_BASE_URL must be an address such as https://events.example.org, not 'events.example.org'",
        ),
        (
            {"BASE_URL": "http://events.example.org"},
            "WEBINARS_BASE_URL must begin with https:// unless it is this computer's own address",
        ),
        (
            {"BASE_URL": "https://events.example.org", "SECRET_KEY": "k" * 32},
            "WEBINARS_SMTP_URL must say where mail goes: smtps://user:password@host, or file:///folder",
        ),
        (
            {"SMTP_URL": "carrier-pigeon"},
            "WEBINARS_SMTP_URL cannot be used: must begin with smtp://host, smtps://host or file:///folder",
        ),
        (
            {"DEFAULT_TIMEZONE": "Geneva"},
            "WEBINARS_DEFAULT_TIMEZONE must be the name of a time zone such as Europe/Zurich, not 'Geneva'",
        ),
        (
            {"DATABASE_URL": "oracle"},
            "WEBINARS_DATABASE_URL is not the address of a database",
        ),
        ({"DATA": "/srv"}, "WEBINARS_DATA is called WEBINARS_DATA_DIR now; rename it"),
        ({"ZONE": "UTC"}, "WEBINARS_ZONE is called WEBINARS_DEFAULT_TIMEZONE now; rename it"),
        (
            {"PROXY_HOPS": "1"},
            "WEBINARS_PROXY_HOPS is called WEBINARS_TRUSTED_PROXIES now; rename it",
        ),
    ],
)
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("db", "upgrade")], ids=" ".join)
def test_invalid_setting_is_named_in_one_line(run, settings, line, command):
    done = run(*command, **settings)

    assert (done.status, done.out, done.err) == (2, "", f"webinars: {line}\n")


def test_short_key_is_refused_in_production(run):
    done = run("db", "upgrade", BASE_URL="https://events.example.org", SECRET_KEY="short")

    assert done.status == 2
    assert done.err.startswith("webinars: WEBINARS_SECRET_KEY must hold 32 bytes or more")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        ("worker",),
        ("check",),
        ("db", "check"),
        ("organiser", "add", "a@example.org"),
        ("organiser", "link", "a@example.org"),
        ("announce", "-"),
    ],
    ids=" ".join,
)
def test_only_three_commands_create_a_database(run, tmp_path, command):
    done = run(*command, given="Talk\n16 July 2027, 15:00 Geneva\n")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: there is no database yet: run webinars db upgrade\n"
    assert list(tmp_path.iterdir()) == []


def test_unreachable_database_is_a_one_line_error(run):
    done = run("check", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert done.status == 2
    assert done.err.startswith("webinars: the database does not answer: ")
    assert done.err.count("\n") == 1


def test_creating_the_database_can_be_repeated(run):
    first, second, check = run("db", "upgrade"), run("db", "upgrade"), run("db", "check")

    assert [first.status, second.status, check.status] == [0, 0, 0]
    assert first.out.startswith("The database is up to date: sqlite:////")
    assert second.out.startswith("The database was already up to date: sqlite:////")


def test_sample_listing_is_added_once(run):
    first, second = run("demo"), run("demo")

    assert first.out.splitlines()[0] == "The sample listing has 29 events, 12 of them past"
    assert (
        second.out.splitlines()[0] == "There are events already: the sample listing was not added"
    )
    assert "/sign-in/" in first.out
    assert "/sign-in/" in second.out


def test_organiser_is_added_once(run, made):
    done = run("organiser", "add", "Amira@Example.org")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: Amira@Example.org is already an organiser.\n"


@pytest.mark.parametrize("address", ["", "amira", "a@b\nc", "=?utf-8?q?x?=@"])
def test_invalid_address_is_rejected(run, made, address):
    done = run("organiser", "add", address)

    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1


def test_sign_in_link_is_for_organisers_only(run, made):
    known, unknown = (
        run("organiser", "link", "AMIRA@example.org"),
        run("organiser", "link", "b@example.org"),
    )

    assert known.out.startswith("http://127.0.0.1:8000/sign-in/")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == (
        "webinars: no organiser has the address b@example.org: add them with webinars organiser add\n"
    )


def test_check_reports_the_state_of_the_installation(run, made):
    done = run("check")

    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Messages: 0 queued, 0 failed, 0 sent recently"


def test_check_finds_misspelt_settings(run, made):
    done = run("check", BASEURL="https://events.example.org")

    assert done.status == 1
    assert done.out.splitlines()[-1] == "Problem: WEBINARS_BASEURL is not a setting"


def test_check_reports_messages_stopped_by_the_self_check(run, made):
    with open_installation(), transaction() as session:
        for reason in ("CalendarTextError: uid: 'a' instead of 'b'", "550 no such mailbox"):
            message = enqueue(session, "registration.confirmed", payload={"registration_id": 1})
            session.flush()
            mark_failed(message, reason)

    done = run("check")

    lines = done.out.splitlines()
    assert done.status == 1
    assert "Messages: 0 queued, 2 failed, 0 sent recently" in lines
    assert (
        "Failed: message 1 (registration.confirmed): CalendarTextError: uid: 'a' instead of 'b'"
        in lines
    )
    assert [line for line in lines if line.startswith("Problem:")] == [
        (
            "Problem: self-check: 1 message was not sent because the composed text did not match the data; "
            "none is lost. Report the reasons above; after an upgrade, organisers can press Try again under E-mail"
        )
    ]


# Without the key file nothing needs the folder before the database does.
KEY = "t9Xw2QmZ7bLr4VkN8cJ5hYp1DsFg6AeU"


def test_data_folder_is_created_with_the_database(run, tmp_path):
    data = tmp_path / "not" / "yet"

    done = run("db", "upgrade", DATA_DIR=str(data), SECRET_KEY=KEY)

    assert (done.status, done.err) == (0, "")
    assert (data / "webinars.db").exists()
    assert data.stat().st_mode & 0o077 == 0


def test_data_folder_that_cannot_be_created_is_named(run, tmp_path):
    (tmp_path / "file").write_text("in the way")

    done = run("db", "upgrade", DATA_DIR=str(tmp_path / "file" / "data"), SECRET_KEY=KEY)

    assert done.status == 2
    assert (
        done.err
        == f"webinars: the data folder {tmp_path}/file/data cannot be created: Not a directory\n"
    )


def test_check_does_not_print_the_mail_server_password(run, made):
    done = run("check", SMTP_URL="smtp://user:s3cret-word@mail.invalid:587")

    assert "E-mail is sent through mail.invalid" in done.out.splitlines()
    assert "s3cret" not in done.out


def test_garbage_collection_is_enabled_and_skips_imported_objects():
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000


def test_broken_search_index_is_reported_and_built_anew(run, sample, tmp_path):
    with closing(sqlite3.connect(tmp_path / "var" / "webinars.db")) as file:
        file.execute("DROP TABLE event_search")

    broken, built, check = run("db", "check"), run("db", "reindex"), run("db", "check")

    assert (broken.status, built.status, check.status) == (1, 0, 0)
    assert broken.out.splitlines()[1:] == [
        "Problem: search: the index of events is missing; run webinars db reindex"
    ]
    assert built.out == "The search index is complete: 30 public events.\n"


@pytest.mark.parametrize("command", ["upgrade", "reindex"])
def test_events_that_an_earlier_version_wrote_are_reported_and_listed(
    run, sample, tmp_path, command
):
    with closing(sqlite3.connect(tmp_path / "var" / "webinars.db")) as file, file:
        file.execute("UPDATE events SET listing = 'none', last_month = 0")

    broken, built, check = run("db", "check"), run("db", command), run("db", "check")

    assert (broken.status, built.status, check.status) == (1, 0, 0)
    assert "Problem: lists: 32 events are in a wrong one; run webinars db reindex\n" in broken.out

"""Imports on the command line."""

from tests.event_import.sources import calendar, vevent

WEEKLY = vevent(
    "UID:weekly@example.org",
    "SUMMARY:Weekly",
    "DTSTART:20270322T140000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=2",
)


def test_dry_run_prints_what_would_be_done_and_the_import_does_it(run, made, tmp_path):
    file = tmp_path / "list.ics"
    file.write_bytes(calendar(vevent(), WEEKLY))

    dry = run("import", str(file), "--zone", "Europe/Zurich", "--dry-run")
    done = run("import", str(file), "--zone", "Europe/Zurich", "--publish", "--series", "Water")
    again = run("import", str(file), "--zone", "Europe/Zurich")

    assert (dry.status, done.status, again.status) == (0, 0, 0)
    assert dry.out.splitlines() == [
        "1. Water talk: new",
        "   when: Monday 1 March 2027, 14:00 Geneva",
        "2. Weekly: new",
        "   when: Monday 22 March 2027, 14:00 Geneva",
        "2. Weekly: new",
        "   when: Monday 29 March 2027, 14:00 Geneva",
        "",
        "Nothing was saved. 3 new.",
    ]
    assert done.out.splitlines()[0] == "There is no body or series “Water” yet: it is made."
    assert done.out.splitlines()[-1] == "3 new."
    assert again.out.splitlines()[-1] == "3 unchanged."


def test_refused_entry_is_printed_and_the_others_are_saved(run, made):
    done = run("import", "-", given=calendar(vevent(), WEEKLY))

    assert done.status == 3
    assert done.out.splitlines()[-4:] == [
        "2. Weekly: not possible",
        "   Its time names no time zone. Choose the time zone of such times.",
        "",
        "1 new, 1 not possible.",
    ]


def test_file_or_address_that_cannot_be_read_is_one_line(run, made, tmp_path):
    for words, message in (
        (("import", "none.ics"), "cannot read none.ics: No such file or directory"),
        (("import", "http://127.0.0.1/a?secret"), "127.0.0.1: This address leads into a private"),
        (("import", "-", "--zone", "Mars"), "there is no time zone Mars"),
        (("import", "-"), "standard input: This file is empty"),
    ):
        done = run(*words)
        assert (done.status, done.out) == (2, "")
        assert message in done.err
        assert "secret" not in done.err

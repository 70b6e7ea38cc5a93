"""Announcements on the command line."""

from pathlib import Path

PAGE = Path(__file__).parent.parent / "data" / "other-un-events.txt"
CLEAR = (
    "Water talk\n\nFriday 16 July 2027, 15:00-16:30 Geneva / 9:00 New York\n\nA talk about water.\n"
)
ASKING = "Water talk\n\nThursday 16 July 2027, 15:00 Geneva\n"


def test_the_page_it_began_from_gives_three_drafts(run, made):
    done = run("announce", str(PAGE))

    whens = [line.strip() for line in done.out.splitlines() if line.startswith("   when: ")]
    assert (done.status, done.err) == (0, "")
    assert whens == [
        "when: 12–15 October 2020",
        "when: April 2021",
        "when: Thursday 16 July 2020, 15:00 Geneva / 09:00 New York (1 hour)",
    ]
    notes = [line.strip() for line in done.out.splitlines() if line.startswith("   note: ")]
    assert notes == [
        "note: The title is proposed from the text.",
        "note: The end is assumed, 60 minutes after the start: the text does not say it.",
    ]
    assert done.out.splitlines()[-1] == "3 read, 0 published, 3 kept as drafts."


def test_standard_input_is_read_and_published(run, made):
    done = run("announce", "-", "--publish", given=CLEAR)

    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "1 read, 1 published, 0 kept as drafts."


def test_html_in_utf8_with_a_mark_of_its_own_is_read(run, made):
    page = '<h2>Water talk</h2><p>16 July 2027, 15:00 Geneva</p><p><a href="https://example.org/">more</a></p>'

    done = run("announce", "-", given=b"\xef\xbb\xbf" + page.encode())

    assert done.status == 0
    assert "   link: more <https://example.org/>" in done.out.splitlines()


def test_an_open_question_keeps_the_draft_and_ends_with_3(run, made):
    done = run("announce", "-", "--publish", given=ASKING)

    readings = [line for line in done.out.splitlines() if line.startswith("      ")]
    assert done.status == 3
    assert len(readings) > 1
    assert done.out.splitlines()[-1] == (
        "1 read, 0 published, 1 kept as a draft, 1 with an open question."
    )


def test_a_text_without_a_date_is_one_line(run, made):
    done = run("announce", "-", given="Nothing happens.\n")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: There is no date in this text that we can read.\n"


def test_what_is_not_text_is_one_line(run, made):
    done = run("announce", "-", given=b"Talk on 16 July 2027 in Z\xfcrich")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: standard input is not text in UTF-8: byte 25 cannot be read\n"


def test_a_missing_file_is_one_line(run, made):
    done = run("announce", "not-there.txt")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: cannot read not-there.txt: No such file or directory\n"


def test_ten_megabytes_are_one_line(run, made):
    done = run("announce", "-", given=b"x" * 10_000_000)

    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "webinars: standard input is longer than any announcement: more than 200000 characters\n"
    )


def test_without_one_administrator_the_organiser_must_be_named(run, made):
    run("organiser", "add", "b@example.org", "--admin")

    unnamed, named = (
        run("announce", "-", given=CLEAR),
        run("announce", "-", "--organiser", "b@example.org", given=CLEAR),
    )

    assert (unnamed.status, unnamed.out) == (2, "")
    assert unnamed.err.startswith("webinars: say whose events these are with --organiser EMAIL")
    assert named.status == 0


def test_a_time_without_a_place_is_not_published(run, made):
    text = "Brown bag lunch\n16 July 2027, 12:00\n\nWe eat."

    answer = run("announce", "--publish", "-", given=text.encode())

    assert answer.status == 3
    assert "saved as a draft; sign in and go on at" in answer.out
    assert "0 published" in answer.out

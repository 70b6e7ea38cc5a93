"""Announcements on the command line."""

import json
import re
from email.message import EmailMessage
from pathlib import Path

from tests.second_reader.answers import event
from tests.second_reader.server import chat, http, playing
from webinars.announcement_parser.files.document import MAX_BYTES

DOCUMENT = Path(__file__).parents[2] / "docs" / "announcements.md"
PAGE = Path(__file__).parent.parent / "data" / "other-un-events.txt"
CLEAR = (
    "Water talk\n\nFriday 16 July 2027, 15:00-16:30 Geneva / 9:00 New York\n\nA talk about water.\n"
)
ASKING = "Water talk\n\nThursday 16 July 2027, 15:00 Geneva\n"


def test_sample_page_is_parsed_into_three_drafts(run, made):
    done = run("announce", str(PAGE))

    whens = [line.strip() for line in done.out.splitlines() if line.startswith("   when: ")]
    assert (done.status, done.err) == (0, "")
    assert whens == [
        "when: 12–15 October 2020",
        "when: April 2021",
        "when: Thursday 16 July 2020, 15:00 Geneva / 09:00 New York (1 hour)",
    ]
    notes = [line.strip() for line in done.out.splitlines() if line.startswith("   note: ")]
    unstated = (
        "note: The text does not say whether the event is online or in person, so one is assumed."
    )
    assert notes == [
        unstated,
        "note: The title is proposed from the text.",
        "note: The text gives no end, so 60 minutes after the start is assumed.",
    ]
    assert done.out.splitlines()[-1] == "3 read, 0 published, 3 saved as drafts."


def test_standard_input_is_read_and_published(run, made):
    done = run("announce", "-", "--publish", given=CLEAR)

    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "1 read, 1 published, 0 saved as drafts."


def test_html_in_utf8_with_byte_order_mark_is_parsed(run, made):
    page = '<h2>Water talk</h2><p>16 July 2027, 15:00 Geneva</p><p><a href="https://example.org/">more</a></p>'

    done = run("announce", "-", given=b"\xef\xbb\xbf" + page.encode())

    assert done.status == 0
    assert "   link: more <https://example.org/>" in done.out.splitlines()


def test_open_question_keeps_draft_and_exits_with_3(run, made):
    done = run("announce", "-", "--publish", given=ASKING)

    readings = [line for line in done.out.splitlines() if line.startswith("      ")]
    assert done.status == 3
    assert len(readings) > 1
    assert done.out.splitlines()[-1] == (
        "1 read, 0 published, 1 saved as a draft, 1 with an open question."
    )


def test_assumed_year_that_is_far_counts_as_review_not_as_question(run, made):
    given = b"Water talk\n16 June, 15:00, Geneva\n"

    done = run("announce", "-", "--publish", "--on", "2027-07-01", given=given)

    assert done.status == 3
    assert done.out.splitlines()[-1] == "1 read, 0 published, 1 saved as a draft, 1 to be reviewed."


def test_text_without_date_is_a_one_line_error(run, made):
    done = run("announce", "-", given="Nothing happens.\n")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: No date was found in this text.\n"


def test_binary_file_is_a_one_line_error(run, made):
    done = run("announce", "-", given=b"Talk on 16 July 2027 in Z\xfcrich")

    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "webinars: standard input: This file is not valid UTF-8: invalid byte at position 25. Save it in "
        "UTF-8, or paste its text.\n"
    )


def test_missing_file_is_a_one_line_error(run, made):
    done = run("announce", "not-there.txt")

    assert (done.status, done.out) == (2, "")
    assert done.err == "webinars: cannot read not-there.txt: No such file or directory\n"


def test_too_large_file_is_a_one_line_error(run, made):
    long = run("announce", "-", given=b"x" * 200_001)
    large = run("announce", "-", given=b"x" * (MAX_BYTES + 1))

    assert (long.status, long.out, large.status, large.out) == (2, "", 2, "")
    assert long.err == (
        "webinars: standard input: The announcement is too long. Enter at most 200000 characters.\n"
    )
    assert large.err == (
        "webinars: standard input: This file is too large. Choose one of at most 10 MB.\n"
    )


def test_without_one_administrator_the_organiser_must_be_named(run, made):
    run("organiser", "add", "b@example.org", "--admin")

    unnamed, named = (
        run("announce", "-", given=CLEAR),
        run("announce", "-", "--organiser", "b@example.org", given=CLEAR),
    )

    assert (unnamed.status, unnamed.out) == (2, "")
    assert unnamed.err.startswith("webinars: name the organiser with --organiser EMAIL")
    assert named.status == 0


def test_event_without_place_is_not_published(run, made):
    text = "Brown bag lunch\n16 July 2027, 12:00\n\nWe eat."

    answer = run("announce", "--publish", "-", given=text.encode())

    assert answer.status == 3
    assert "saved as a draft; sign in and continue at" in answer.out
    assert "0 published" in answer.out


def test_second_run_reports_existing_events(run, made):
    asking = f"{CLEAR}\nFire talk\n\nThursday 16 July 2027, 15:00 Geneva\n"
    first = run("announce", "-", "--publish", given=asking)

    for words in (("--publish",), ()):
        again = run("announce", "-", *words, given=asking)

        notices = [line.strip() for line in again.out.splitlines() if "already exists" in line]
        assert (first.status, again.status, again.err) == (3, 0, "")
        assert [line.partition(": ")[0] for line in notices] == [
            "already exists, not saved again"
        ] * 2
        assert [line.partition(": ")[2] for line in notices] == [
            line.split()[-1]
            for line in first.out.splitlines()
            if "http://" in line and "/e" in line
        ]
        assert again.out.splitlines()[-1] == (
            "2 read, 0 published, 0 saved as drafts, 2 already existed."
        )


def test_new_time_is_another_event(run, made):
    run("announce", "-", given=CLEAR)

    other = run(
        "announce", "-", given=CLEAR.replace("15:00-16:30", "16:00-17:30").replace("9:00", "10:00")
    )

    assert other.out.splitlines()[-1] == "1 read, 0 published, 1 saved as a draft."


def test_printed_address_is_configured_or_marked_as_default(run, made):
    default = run("announce", "-", given=CLEAR)
    told = run("announce", "-", given=CLEAR, BASE_URL="http://127.0.0.1:8123")

    assert (
        "Links begin with http://127.0.0.1:8000; if the server runs elsewhere, set WEBINARS_BASE_URL."
        in default.out.splitlines()
    )
    assert "http://127.0.0.1:8123/organise/events/" in told.out
    assert "Links begin with" not in told.out


def test_date_that_may_be_an_event_is_asked_about_and_exits_with_3(run, made):
    lost = "1) Consultation, Nairobi, 8-10 March 2027, UN Office at Nairobi, Conference Room 2, Gigiri. Come."

    done = run("announce", "-", given=f"Two consultations\n\n{lost}\n\n{CLEAR}")

    assert done.status == 3
    assert "Is it one?" in done.out
    assert "belong to no event" not in done.out


def test_dates_about_which_no_draft_asks_are_reported(run, made):
    dates = [f"The tree in garden {n} is nicest on {n} May 2027." for n in range(1, 26)]

    done = run("announce", "-", "--on", "2027-02-01", given="\n\n".join([CLEAR, *dates]))

    assert f"   “{dates[-1]}”" in done.out.splitlines()
    assert f"   “{dates[0]}”" not in done.out.splitlines()


def test_duration_decides_an_end_that_clocks_show_twice(run, made):
    night = "Night talk\n\nSunday 31 October 2027, 01:30 Geneva, 120 minutes\n\nA talk.\n"

    done = run("announce", "-", "--publish", given=night)

    assert (done.status, done.err) == (0, "")
    assert "01:30 Geneva (2 hours)" in done.out


def test_year_with_seconds_in_the_offset_is_refused(run, made):
    done = run("announce", "-", given="Old talk\n\n16 July 1971, 15:00 Africa/Monrovia\n")

    assert done.status != 0
    assert "1973" in done.err
    assert done.out == ""


def test_dry_run_saves_nothing_and_prints_its_effect(run, made):
    dry, saved = (
        run("announce", "-", "--publish", *words, given=CLEAR) for words in (["--dry-run"], [])
    )

    assert (dry.status, dry.err) == (0, "")
    assert "   would be published" in dry.out.splitlines()
    assert "http://" not in dry.out
    assert dry.out.splitlines()[-1] == (
        "1 read, 1 published, 0 saved as drafts; dry run, nothing was saved."
    )
    assert saved.out.splitlines()[-1] == "1 read, 1 published, 0 saved as drafts."


def test_json_has_the_documented_names(run, made):
    text = CLEAR.replace(", 15:00-16:30 Geneva / 9:00 New York", "") + "\nDeadline: 1 July 2027\n"

    done = run("announce", "-", "--json", "--dry-run", given=CLEAR + "\nDeadline: 1 July 2027\n")
    days = json.loads(run("announce", "-", "--json", "--dry-run", given=text).out)

    result = json.loads(done.out)
    (event,) = result["events"]
    documented = {
        name
        for row in DOCUMENT.read_text().splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert done.status == 3
    assert event.keys() <= documented
    assert event["schedule"] == {
        "precision": "timed",
        "start": "2027-07-16T15:00",
        "end": "2027-07-16T16:30",
        "timezone": "Europe/Zurich",
    }
    assert (event["cities"], event["lines"]) == (["Geneva", "New York"], [1, 7])
    assert (event["outcome"], event["url"], event["publishable"]) == ("draft", None, True)
    assert result["not_used"] == [{"text": "Deadline: 1 July 2027", "line": 7, "why": "mention"}]
    assert days["events"][0]["schedule"]["precision"] == "days"


def test_json_has_remaining_hours_apart_from_the_events(run, made):
    programme = CLEAR + "\n\n17:10 Session\n18:10 Songs\n"

    alone = json.loads(run("announce", "-", "--json", "--dry-run", given=CLEAR).out)
    done = run("announce", "-", "--json", "--publish", given=programme)

    result = json.loads(done.out)
    assert [event["outcome"] for event in result["events"]] == ["published"]
    assert result["events"][0]["schedule"] == alone["events"][0]["schedule"]
    assert alone["remaining"] == []
    assert [(one["schedule"]["start"], one["publishable"]) for one in result["remaining"]] == [
        ("2027-07-16T17:10", False),
        ("2027-07-16T18:10", False),
    ]


def test_text_with_nothing_but_a_deadline_has_no_event(run, made):
    done = run("announce", "-", "--json", given="Deadline: 1 July 2027")

    assert (done.status, done.out) == (2, "")


def test_questions_in_json_have_complete_choices(run, made):
    (event,) = json.loads(run("announce", "-", "--json", given=ASKING).out)["events"]

    (question,) = event["questions"]
    assert question["code"] == "weekday-mismatch"
    assert [choice["schedule"]["start"] for choice in question["choices"]] == [
        "2027-07-16T15:00",
        "2027-07-15T15:00",
        "2026-07-16T15:00",
    ]
    assert event["publishable"] is False
    assert event["url"].startswith("http://")


def test_dates_are_read_on_the_day_the_text_was_written(run, made):
    text = "Water talk\n\n16 July, 15:00-16:30 Geneva\n"

    done = run("announce", "-", "--json", "--dry-run", "--on", "2019-05-01", given=text)
    wrong = run("announce", "-", "--on", "1 May", given=text)

    assert json.loads(done.out)["events"][0]["schedule"]["start"] == "2019-07-16T15:00"
    assert (wrong.status, "1 May" in wrong.err) == (2, True)


def test_registration_deadline_is_used(run, made):
    done = run("announce", "-", "--json", given=CLEAR + "\nRegister by 1 July 2027.\n")

    result = json.loads(done.out)
    assert result["events"][0]["closes_at"] == "2027-07-01T23:59"
    assert (done.status, result["not_used"]) == (0, [])


def test_email_is_parsed_on_its_date_and_what_is_not_read_is_reported(run, made, tmp_path):
    message = EmailMessage()
    message["Subject"] = "Water talk"
    message["Date"] = "Tue, 1 Jun 2027 10:00:00 +0200"
    message.set_content("16 July, 15:00-16:30 Geneva time\n")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="agenda.pdf")
    file = tmp_path / "talk.eml"
    file.write_bytes(message.as_bytes())

    done = run("announce", str(file), "--dry-run")
    on_other_day = run("announce", str(file), "--dry-run", "--json", "--on", "2028-06-01")

    note = "The attachment “agenda.pdf” was not read. Import it as a separate file."
    assert (done.status, done.out.splitlines()[:3]) == (
        3,
        ["Parsed as on 2027-06-01, the date of the e-mail.", note, ""],
    )
    assert "   when: Friday 16 July 2027, 15:00 Geneva (90 minutes)" in done.out.splitlines()
    printed = json.loads(on_other_day.out)
    assert printed["written_on"] == "2028-06-01"
    assert printed["notes"] == [{"code": "not-read", "text": "agenda.pdf"}]
    assert printed["events"][0]["schedule"]["start"] == "2028-07-16T15:00"


def test_event_that_is_over_is_not_published_although_its_announcement_is_older(run, made):
    text = b"Water talk\nFriday 17 July 2020, 15:00-16:30 Geneva time\n"

    done = run("announce", "-", "--publish", "--on", "2020-06-01", given=text)

    assert done.out.splitlines()[-1].startswith("1 read, 0 published, 1 saved as a draft")


def test_damaged_file_is_a_one_line_error(run, made, tmp_path):
    file = tmp_path / "talk.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")

    done = run("announce", str(file))

    message = "This file is damaged and cannot be read. Choose another one."
    assert (done.status, done.out, done.err) == (2, "", f"webinars: {file}: {message}\n")


# --- The second reader

FOLLOW_UP = (
    CLEAR
    + "\nWe usually meet again on 3 September 2027 at 10:00, Vienna time.\nPasscode: tulip77\n"
)


def announced(run, answer, *options, given=FOLLOW_UP):
    """Announce a text with a second reader that answers so; return the result and the requests."""
    with playing(answer) as reader:
        settings = {"READER_URL": reader.url, "READER_MODEL": "small", "READER_KEY": "s3cret-key"}
        done = run("announce", "-", *options, given=given, **settings)
    assert "s3cret" not in done.out + done.err
    return done, reader.requests


def test_text_is_sent_only_if_the_second_reader_is_asked(run, made):
    _, requests = announced(run, chat({"events": []}), "--dry-run")

    assert requests == []


def test_second_reader_that_is_asked_without_settings_is_refused(run, made):
    done = run("announce", "-", "--second-reader", given=CLEAR)

    assert (done.status, done.out) == (2, "")
    assert "there is no language model to ask: WEBINARS_READER_URL is not set" in done.err


def test_host_is_named_before_the_text_is_sent(run, made):
    done, [request] = announced(run, chat({"events": []}), "--second-reader", "--dry-run")

    assert done.err == "Sending the text to the language model small at 127.0.0.1.\n"
    assert "Water talk" in request.messages[1]["content"]
    assert "tulip77" not in request.body.decode()


def test_event_of_the_second_reader_is_saved_with_a_question_and_not_published(run, made):
    again = event(
        "2027-09-03T10:00", "3 September 2027", "10:00, Vienna time", title="We usually meet again"
    )

    done, _ = announced(
        run, chat({"events": [again]}), "--second-reader", "--publish", given=CLEAR + FOLLOW_UP
    )

    assert done.status == 3
    assert "2. We usually meet again" in done.out.splitlines()
    assert (
        "question: Only the language model found this. Is it an event? If not, leave it out."
        in " ".join(done.out.split())
    )
    assert " 0 published" in done.out.splitlines()[-1]  # the parser uses that date in no event


def test_agreement_changes_nothing(run, made):
    same = event("2027-07-16T15:00", "Friday 16 July 2027, 15:00-16:30 Geneva", title="Water talk")

    alone = run("announce", "-", "--dry-run", "--publish", given=CLEAR)
    both, _ = announced(
        run, chat({"events": [same]}), "--second-reader", "--dry-run", "--publish", given=CLEAR
    )

    assert (both.status, both.out) == (0, alone.out)
    assert "1 published" in both.out


def test_json_says_whether_the_second_reader_answered(run, made):
    again = event(
        "2027-09-03T10:00", "3 September 2027", "10:00, Vienna time", title="We usually meet again"
    )
    options = ("--json", "--dry-run")

    alone = json.loads(announced(run, b"", *options)[0].out)
    answered, _ = announced(run, chat({"events": [again]}), "--second-reader", *options)
    failed, _ = announced(run, http("no", "500 Broken"), "--second-reader", *options)

    *own, added = json.loads(answered.out)["events"]
    assert (alone["second_reader"], alone["events"]) == (None, own)
    assert json.loads(answered.out)["second_reader"] == "answered"
    assert json.loads(failed.out) == alone | {"second_reader": "no-answer"}
    assert failed.err.endswith("The language model did not answer.\n")
    assert [question["code"] for question in added["questions"]] == ["second-reader-only"]
    assert (added["publishable"], own[0]["publishable"]) == (
        False,
        alone["events"][0]["publishable"],
    )
    assert json.loads(answered.out)["not_used"] == alone["not_used"]

"""webinars fair-time: plain text and JSON without a database, and exit statuses."""

import json


def test_hours_are_listed_and_starts_proposed(run):
    done = run("fair-time", "Geneva", "Kenya 12", "Fiji 3", "--on", "2027-06-16")

    assert (done.status, done.err) == (0, "")
    assert "Wednesday 16 June 2027; hours of Geneva; 1 hour" in done.out
    assert "09:00     13        3        0      0  Fiji 19:00" in done.out
    assert "Fewest at night: 09:00 Geneva, 0 at night" in done.out
    assert "Nobody at night: 1 session\n  09:00 Geneva: Geneva, Kenya, Fiji" in done.out


def test_dates_of_a_series_have_rotating_hours(run):
    places = ("New York", "Nairobi", "Suva")
    done = run(
        "fair-time", *places, "--on", "2027-03-10", "--until", "2027-03-24", "--zone", "Geneva"
    )

    assert "Wednesday 10 March 2027 to Wednesday 24 March 2027, 3 dates" in done.out
    shared = done.out.partition("Rotating hours: the night is shared\n")[2].splitlines()
    assert sorted(line.rpartition(" ")[2] for line in shared) == ["Nairobi", "Suva", "York"]


def test_json_has_every_quarter_and_what_is_not_known(run):
    done = run("fair-time", "United States", "Genva", "--on", "2027-06-16", "--json")

    printed = json.loads(done.out)
    assert done.status == 3
    assert len(printed["starts"]) == 96
    assert printed["starts"][36] == {
        "start": "09:00", "work": 1, "evening": 0, "day_off": 0, "night": 0, "worst": "United States",
    }  # fmt: skip
    assert "America/Chicago" in printed["places"][0]["other_timezones"]
    assert printed["not_recognised"][0]["text"] == "Genva"


def test_bad_options_are_refused_in_one_line(run):
    assert run("fair-time", "Genva").err.startswith("webinars: “Genva” is not a known city.")
    assert "hours must follow" in run("fair-time", "Geneva", "--work", "9-7").err
    assert "is not a range of hours" in run("fair-time", "Geneva", "--night", "late").err
    assert run("fair-time", "Geneva", "--on", "2027-03-10", "--until", "2027-03-01").status == 2

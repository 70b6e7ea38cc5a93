"""What the second reader proposes raises questions where it differs, and nothing else."""

import json
from datetime import datetime

import pytest

from tests.announcement_parser.parsing import question_readings
from tests.second_reader.answers import TODAY, event, proposal, read
from webinars.announcement_parser import messages
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.unused_dates import lost_dates, unused_dates
from webinars.events.announcements.announcement_json import announcement_json
from webinars.events.announcements.draft_review import is_publishable
from webinars.i18n import translator_for
from webinars.second_reader import schedules, stated_fields
from webinars.second_reader.proposals import parse_answer

EN = translator_for("en")
BRIEFING = """Budget briefing

Friday 16 July 2027, 15:00 Geneva

The room is Room XII, Palais des Nations. We usually meet again on 3 September 2027 at 10:00, Vienna time."""
SAME = ("2027-07-16T15:00", "Friday 16 July 2027, 15:00 Geneva")
FIRST, SECOND = "first-reader", "second-reader"


def choices(draft):
    """Return the values that the readings of each question set, by code."""
    return {
        question.code: [dict(reading.values) for reading in question.readings]
        for question in draft.questions
    }


def test_nothing_changes_where_both_readers_agree():
    [alone] = read(BRIEFING)

    [both] = read(BRIEFING, proposal(*SAME, title="Budget briefing", timezone="Europe/Zurich"))

    assert both == alone
    assert is_publishable(both)


@pytest.mark.parametrize(
    ("start", "quotations", "more"),
    [
        ("2027-07-16T15:00", ["16 July 2027", "15:00"], {}),  # without its zone
        ("2027-07-16T09:00", ["16 July 2027, 15:00 Geneva"], {"timezone": "America/New_York"}),
        ("2027-07-16", ["Friday 16 July 2027"], {"precision": "days"}),  # less exact
        ("2031-07-16T15:00", ["16 July", "15:00"], {}),  # without its year
    ],
)
def test_less_exact_reading_of_the_same_schedule_is_no_difference(start, quotations, more):
    text = BRIEFING.replace("16 July 2027", "16 July") if "July" in quotations[0][-4:] else BRIEFING

    [draft] = read(text, proposal(start, *quotations, **more))

    assert draft.questions == ()


def test_different_schedule_is_a_question_with_both_answers():
    [draft] = read(BRIEFING, proposal("2027-07-16T10:00", "16 July 2027", "10:00"))

    assert question_readings(draft) == {
        "readers-differ": [
            ("2027-07-16 15:00-16:00 Europe/Zurich", FIRST),
            ("2027-07-16 10:00-11:00 Europe/Zurich", SECOND),
        ]
    }
    assert not is_publishable(draft)
    first, second = (draft.answer("readers-differ", reason) for reason in (FIRST, SECOND))
    assert (first.when.start.hour, first.questions) == (15, ())
    assert (second.when.start.hour, second.questions) == (10, ())


def test_year_and_zone_that_quotations_lack_are_those_of_the_draft():
    text = "Briefing\n\nFriday 14 July 2028, 15:00 Vienna time\n\nThe doors open at 14:30."

    [draft] = read(text, proposal("2028-07-14T14:30", "14 July", "14:30"))

    assert question_readings(draft)["readers-differ"] == [
        ("2028-07-14 15:00-16:00 Europe/Vienna", FIRST),
        ("2028-07-14 14:30-15:30 Europe/Vienna", SECOND),
    ]


def test_stated_end_that_the_parser_assumes_is_a_question():
    text = "Briefing\n\n16 July 2027, 15:00 Geneva\n\nWe close the day at 17:00 sharp."

    [draft] = read(
        text, proposal("2027-07-16T15:00", "16 July 2027, 15:00 Geneva", end="2027-07-16T17:00")
    )

    assert draft.questions == ()  # the quotation does not state it


def test_answer_outside_the_choices_of_an_open_question_is_one_more_choice():
    text = "Briefing\n\n05/07/2027, 15:00 Geneva\n\nOr, as usually, on 9 August 2027."
    [alone] = read(text)

    [draft] = read(
        text, proposal("2027-08-09T15:00", "9 August 2027", "15:00 Geneva", title="Briefing")
    )

    [question] = draft.questions
    assert question.readings[:-1] == alone.questions[0].readings
    assert question.readings[-1].reason == SECOND
    code = question.code
    assert draft.answer(code, SECOND).when.start.isoformat() == "2027-08-09T15:00:00"
    assert draft.answer(code, SECOND).questions == ()
    assert draft.answer(code, "month-first").when.start.isoformat() == "2027-05-07T15:00:00"
    assert draft.answer(code, "month-first").questions == ()
    assert draft.when == alone.when


def test_answer_among_the_choices_of_an_open_question_does_not_answer_it():
    text = "Briefing\n\n05/07/2027, 15:00 Geneva"
    [alone] = read(text)

    [draft] = read(text, proposal("2027-05-07T15:00", "05/07/2027, 15:00 Geneva"))

    assert draft == alone
    assert draft.questions


def test_event_that_only_the_second_reader_finds_is_a_question():
    [briefing, other] = read(
        BRIEFING,
        proposal("2027-09-03T10:00", "3 September 2027", "10:00, Vienna time", title="We usually meet again"),
    )  # fmt: skip

    assert briefing.questions == ()
    assert other.title == "We usually meet again"
    assert question_readings(other) == {
        "second-reader-only": [("2027-09-03 10:00-11:00 Europe/Vienna", SECOND)]
    }
    assert not is_publishable(other)
    assert other.answer("second-reader-only", SECOND).questions == ()


def test_rows_of_the_same_title_are_paired_by_their_dates():
    """A proposal about a row that the parser lacks does not take the draft of another row."""
    text = "Water\n\n5 October 2027, 17:00 Geneva\n\nWater\n\n12 October 2027, 17:00 Geneva\n\nRegister by 1 October 2027."
    lacking = proposal("2027-10-01", "1 October 2027", precision="days", title="Water")
    rows = [
        proposal(f"2027-10-{day:02}T17:00", f"{day} October 2027", "17:00 Geneva", title="Water")
        for day in (12, 5)
    ]

    *drafts, added = read(text, lacking, *rows)

    assert drafts == read(text)
    assert [question.code for question in added.questions] == ["second-reader-only"]


def test_past_event_that_only_the_second_reader_finds_is_left_out():
    text = f"{BRIEFING}\n\nThe last briefing took place on 4 May 2027 at 10:00."

    drafts = read(text, proposal("2027-05-04T10:00", "4 May 2027", "10:00"))

    assert [draft.when.start.month for draft in drafts] == [7]


def test_same_event_twice_is_one_draft():
    again = proposal("2027-09-03T10:00", "3 September 2027 at 10:00, Vienna time")

    assert len(read(BRIEFING, proposal(*SAME), proposal(*SAME), again, again)) == 2


def test_text_without_event_for_the_parser_can_have_one_for_the_second_reader():
    text = "Deadline: 3 September 2027, 10:00 Vienna"

    [draft] = read(text, proposal("2027-09-03T10:00", "3 September 2027, 10:00 Vienna"))

    assert [question.code for question in draft.questions] == ["second-reader-only"]


def test_different_title_and_place_are_questions():
    text = BRIEFING.replace("Geneva\n", "Geneva\nVenue: Vienna Hall\n")
    title = "We usually meet again", "We usually meet again on"

    [draft] = read(text, proposal(*SAME, title=title, place="Room XII, Palais des Nations"))

    assert choices(draft) == {
        "which-title": [{"title": "Budget briefing"}, {"title": "We usually meet again"}],
        "which-place": [{"place": "Vienna Hall"}, {"place": "Room XII, Palais des Nations"}],
    }
    titled = draft.answer("which-title", SECOND)
    settled = titled.answer("which-place", SECOND)
    assert (draft.title, titled.title) == ("Budget briefing", "We usually meet again")
    assert (settled.place, settled.questions) == ("Room XII, Palais des Nations", ())
    assert draft.answer("which-place", FIRST).place == "Vienna Hall"
    lines = [messages.choice_text(r, EN) for q in draft.questions for r in q.readings]
    assert lines == [
        "Budget briefing",
        "We usually meet again",
        "Vienna Hall",
        "Room XII, Palais des Nations",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        {"title": "BUDGET  BRIEFING"},
        {"title": ("Budget", "Budget briefing")},  # part of the title
        {"title": ("Budget meeting", "Budget briefing")},  # not in its quotation
        {"title": "Ignore all instructions"},  # not in the text
        {"title": ("Budget briefing", "Ignore all instructions")},
        {"title": 7},
        {"title": ""},
        {"title": "udget briefin"},  # cuts words
        {"place": "Geneva"},  # the city whose clock is shown
        {"place": "x" * 400},
    ],
)
def test_text_that_is_no_other_value_raises_no_question(texts):
    assert read(BRIEFING, proposal(*SAME, **texts)) == read(BRIEFING)


def test_different_series_is_a_question():
    text = f"{BRIEFING}\n\nA part of what we call Water for all."

    [draft] = read(text, proposal(*SAME, series="Water for all"))

    assert choices(draft) == {"which-series": [{"series": ""}, {"series": "Water for all"}]}
    assert draft.answer("which-series", SECOND).series == "Water for all"


FIELDS = [
    # field, value of the answer, its quotation, what the second reader's choice sets
    ("contact", "eve@example.org", "Eve Moreau (eve@example.org)",
     {"contact_name": "Eve Moreau", "contact_email": "eve@example.org"}),
    ("languages", ["fr"], "their French", {"languages": ("fr",)}),
    ("capacity", 40, "40 places", {"capacity": 40}),
    ("capacity", "40", "40", {"capacity": 40}),
    ("registration_url", "https://example.org/join-us", "https://example.org/join-us",
     {"registration_url": "https://example.org/join-us"}),
    ("closes_at", "2027-07-09", "9 July 2027", {"closes_at": datetime(2027, 7, 9, 23, 59)}),
    ("closes_at", "2027-07-09T18:00", "9 July 2027, 18:00", {"closes_at": datetime(2027, 7, 9, 18)}),
    ("opens_at", "2027-06-10", "10 June", {"opens_at": datetime(2027, 6, 10)}),
]  # fmt: skip
STATED = """Budget briefing

Friday 16 July 2027, 15:00 Geneva

Eve Moreau (eve@example.org) chairs, Ana Ruiz (ana@example.org) assists; their French is easy. We have 40 places and 7 tables.
People usually sign themselves in between 10 June and 9 July 2027, 18:00, with the form of https://example.org/join-us please."""


@pytest.mark.parametrize(("field", "value", "quotation", "values"), FIELDS)
def test_other_fields_are_questions_too(field, value, quotation, values):
    [alone] = read(STATED)
    own = {name: getattr(alone.fields, name) for name in values}

    [draft] = read(STATED, proposal(*SAME, **{field: (value, quotation)}))

    code = f"which-{field.replace('_', '-')}"
    assert choices(draft) == {code: [own, values]}
    answered = draft.answer(code, SECOND)
    assert {name: getattr(answered.fields, name) for name in values} == values
    assert (answered.questions, answered.when) == ((), draft.when)
    json.dumps(announcement_json([draft], STATED, (), EN))


@pytest.mark.parametrize(
    ("field", "value", "quotation"),
    [
        ("contact", "ana@example.org", "Eve Moreau (eve@example.org)"),  # another address
        ("contact", "joe@example.org", "joe@example.org"),  # not in the text
        ("languages", ["de"], "their French"),
        ("languages", ["fr", "de"], "their French"),
        ("capacity", 400, "40 places"),
        ("capacity", 0, "0 places"),
        ("capacity", True, "40 places"),
        ("capacity", 4, "4"),  # cut from 40
        ("registration_url", "https://example.org/", "https://example.org/join-us"),
        ("registration_url", "https://evil.example/", "https://evil.example/"),
        ("closes_at", "2027-07-10", "9 July 2027"),
        ("closes_at", "2", "9 July 2027"),
        ("closes_at", "2027-12-24", "24 December 2027"),
        ("unknown", "x", "their French"),
    ],
)
def test_field_that_its_quotation_does_not_state_raises_no_question(field, value, quotation):
    [draft] = read(STATED, proposal(*SAME, **{field: (value, quotation)}))

    assert draft.questions == ()


def test_fields_of_an_event_that_only_the_second_reader_finds_are_taken():
    text = f"{BRIEFING} For that, 40 places."

    _, draft = read(
        text,
        proposal(
            "2027-09-03T10:00", "3 September 2027", "10:00, Vienna time", capacity=(40, "40 places")
        ),
    )

    assert draft.fields.capacity == 40
    assert [question.code for question in draft.questions] == ["second-reader-only"]


def test_work_for_an_answer_is_bounded(monkeypatch):
    """Each event of an answer is read a few times at most, however much it quotes."""
    parsed = []

    def count(text, **arguments):
        parsed.append(text)
        return parse_announcement(text, **arguments)

    for module in (schedules, stated_fields):
        monkeypatch.setattr(module, "parse_announcement", count)
    quotation = ["We have 40 places and 7 tables."] * 6
    hostile = event(*SAME, **dict.fromkeys(stated_fields.LABELS, ("2027-01-01", quotation)))

    read(STATED, *parse_answer(json.dumps({"events": [hostile] * 1_000})))

    assert 1 < len(parsed) <= 50 * (2 + 2 * len(stated_fields.LABELS))


INVENTED = [
    ("2027-07-17T15:00", ["17 July 2027", "15:00"]),  # no such date in the text
    ("2027-07-17T15:00", ["Friday 16 July 2027, 15:00 Geneva"]),  # not what the quotation says
    ("2027-07-16T05:00", ["16 July 2027", "5:00"]),  # cut from 15:00
    ("2027-07-16T00:00", ["16 July 2027", "00"]),
    ("2027-07-06T15:00", ["6 July 2027", "15:00"]),  # cut from 16 July
    ("2027-07-16T16:00", ["16 July 2027, 15:00 Geneva"]),
    ("2027-07-16T15:00", []),
    ("2027-07-16T15:00", [""]),
    ("2027-07-16T15:00", ["16 July 2027", "16 July 2027, 15:00 Tokyo"]),
    ("tomorrow", ["16 July 2027, 15:00 Geneva"]),
    (20270716, ["16 July 2027, 15:00 Geneva"]),
    (None, ["16 July 2027, 15:00 Geneva"]),
]


@pytest.mark.parametrize(("start", "quotations"), INVENTED)
def test_invented_schedule_does_not_count(start, quotations):
    assert read(BRIEFING, proposal(start, *quotations, title="We usually meet again")) == read(
        BRIEFING
    )


def test_end_that_the_quotation_contradicts_does_not_count():
    text = BRIEFING.replace("15:00", "15:00-16:30")

    invented = proposal(
        "2027-07-16T15:00", "16 July 2027, 15:00-16:30 Geneva", end="2027-07-16T19:00"
    )

    assert read(text, invented) == read(text)


def test_zone_of_the_answer_decides_nothing():
    """The quotation has no zone: the answer's is not read from the text."""
    text = "Briefing\n\n16 July 2027, 15:00"
    [alone] = read(text)

    [draft] = read(text, proposal("2027-07-16T15:00", "16 July 2027, 15:00", timezone="Asia/Tokyo"))

    assert draft == alone
    assert "zone" in draft.assumed


def test_open_question_of_the_second_reader_accounts_for_no_date():
    drafts = read(BRIEFING, proposal("2027-09-03T10:00", "3 September 2027", "10:00, Vienna time"))
    lost = lost_dates(unused_dates(BRIEFING, drafts, today=TODAY))
    answered = [drafts[0], drafts[1].answer("second-reader-only", SECOND)]

    assert len(drafts) == 2
    assert lost == lost_dates(unused_dates(BRIEFING, read(BRIEFING), today=TODAY)) != []
    assert lost_dates(unused_dates(BRIEFING, answered, today=TODAY)) == []

"""The corpus: 350 announcements, with the events that a careful reader finds in them."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.announcement_parser.scorer import CORPUS, score

NAMES = sorted(path.stem for path in CORPUS.glob("*.json"))


def test_corpus_is_complete():
    assert len(NAMES) >= 350
    assert {path.stem for path in CORPUS.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_expected_instants_agree_with_the_local_times(name):
    record = json.loads((CORPUS / f"{name}.json").read_text())
    for event in record["events"]:
        schedule = event["schedule"]
        if schedule["instant"] is not None:
            zone = ZoneInfo(schedule["timezone"])
            start = datetime.fromisoformat(schedule["start"]).replace(tzinfo=zone)
            assert start == datetime.fromisoformat(schedule["instant"])


# Tests that parse the whole corpus run in one process, which parses it once.
pytestmark = pytest.mark.xdist_group("corpus")


@pytest.fixture(scope="module")
def corpus_score():
    return score()


def test_no_score_of_the_parser_is_worse_than_the_last(corpus_score):
    assert corpus_score.percentage("right", "asked") >= 94.7
    assert corpus_score.dangerous == 0
    assert corpus_score.leaked == []
    assert len(corpus_score.unaccounted) <= 91


def test_no_field_is_read_less_often_than_the_last_time(corpus_score):
    # Counts, because an event that was missed so far raises the number of stated fields too.
    least = {
        "title": 506,
        "place": 272,
        "format": 499,
        "meeting_url": 126,
        "registration_url": 84,
        "contact": 134,
        "languages": 36,
        "capacity": 41,
        "opens_at": 6,
        "closes_at": 58,
        "series": 97,
    }

    assert {name for name in least if corpus_score.fields[name] < least[name]} == set()


def test_no_fewer_events_are_right_without_a_question(corpus_score):
    assert corpus_score.percentage("right") >= 66.5

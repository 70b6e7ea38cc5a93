"""The corpus: 280 announcements, with the events that a careful reader finds in them."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.announcement_parser.scorer import CORPUS, score

NAMES = sorted(path.stem for path in CORPUS.glob("*.json"))


def test_corpus_is_complete():
    assert len(NAMES) >= 280
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


def test_no_score_of_the_parser_is_worse_than_the_last():
    result = score()

    assert result.percentage("right", "asked") >= 82.8
    assert result.dangerous <= 3
    assert len(result.leaked) <= 0
    assert len(result.unaccounted) <= 82


def test_no_field_is_read_worse_than_the_last():
    result = score()
    least = {
        "title": 68,
        "place": 77,
        "format": 87,
        "meeting_url": 89,
        "registration_url": 95,
        "contact": 85,
    }
    least |= {"languages": 88, "capacity": 90, "opens_at": 80, "closes_at": 68}

    percentages = {name: 100 * result.fields[name] / result.stated[name] for name in least}

    assert {name for name in least if percentages[name] < least[name]} == set()

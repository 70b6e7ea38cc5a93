"""End suggested for an event whose start moves."""

from datetime import datetime

import pytest

from tests.web.organiser.conftest import stored


@pytest.mark.parametrize(
    ("start", "end"), [("17:00", "2027-07-16T18:30"), ("23:30", "2027-07-17T01:00")]
)
def test_start_moved_past_end_suggests_end_with_same_duration(write, make_event, start, end):
    event = make_event()  # 15:00 to 16:30
    moved = {"date": "2027-07-16", "start": start, "end": "16:30", "length": "90"}

    refused = write(event.id, **moved)
    looked = write(event.id, **moved, take=f"end={end}")
    taken = write(event.id, **{**moved, "end": end[-5:]})

    assert refused.status_code == 422
    assert f'name="take" value="end={end}"' in refused.text
    assert f'value="{end[-5:]}"' in looked.text
    assert taken.status_code == 303
    assert stored(event.id).local_end == datetime.fromisoformat(end)


@pytest.mark.parametrize("length", ["", "0", "-5", "٣", "99999", "5000"])
def test_invalid_duration_suggests_no_end(write, length):
    answer = write(start="17:00", end="16:00", length=length)

    assert answer.status_code == 422
    assert 'name="take"' not in answer.text

"""Moving an event: whoever changes the start keeps the length by one press."""

from datetime import datetime

import pytest

from tests.web.organiser.conftest import stored


@pytest.mark.parametrize(
    ("start", "end"), [("17:00", "2027-07-16T18:30"), ("23:30", "2027-07-17T01:00")]
)
def test_a_start_moved_past_the_end_offers_the_end_that_keeps_the_length(
    write, make_event, start, end
):
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
def test_a_length_that_is_none_offers_nothing(write, length):
    answer = write(start="17:00", end="16:00", length=length)

    assert answer.status_code == 422
    assert 'name="take"' not in answer.text

"""Edit conflicts: both versions are shown, and nothing is overwritten unseen."""

import re

from tests.web.organiser.conftest import stored
from tests.web.pages import text_of


def test_edit_conflict_shows_both_versions_and_overwrites_nothing(write, make_event):
    event = make_event(title="As it was")
    seen = str(event.revision)
    write(event.id, revision=seen, title="Theirs", place="", cities="Geneva, Nairobi")

    answer = write(event.id, revision=seen, title="Yours", cities="Geneva, Nairobi")

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Title Theirs: Theirs Yours: Yours" in page
    assert "Someone else saved this event in the meantime" in page
    assert 'value="Yours"' in answer.text
    assert stored(event.id).title == "Theirs"


def test_edit_conflict_lists_only_differences(write, make_event):
    event = make_event()
    write(
        event.id, format="hybrid", place="Room XX", description="Theirs", accepts_registrations=""
    )
    stale = str(event.revision)

    values = {"format": "hybrid", "place": "Room XX", "zone": "UTC", "end": "16:30"}
    answer = write(event.id, revision=stale, **values)

    labels = re.findall(r'<th scope="row"[^>]*><a [^>]*>(.*?)</a>', answer.text)
    assert labels == ["Description", "Time zone", "Take registrations"]


def test_resubmitted_version_replaces_saved_one(write, make_event):
    event = make_event()
    write(event.id, title="Theirs")
    refused = write(event.id, revision=str(event.revision), title="Yours")
    now = re.search(r'name="revision"[^>]*value="(\d+)"', refused.text).group(1)

    answer = write(event.id, revision=now, title="Yours")

    assert answer.status_code == 303
    assert stored(event.id).title == "Yours"


def test_invalid_revision_overwrites_nothing(write, make_event):
    event = make_event(title="As it was")

    for values in ("", "x", "-1", "9" * 30, "²"):
        assert write(event.id, revision=values, title="Yours").status_code == 409
    assert stored(event.id).title == "As it was"


def test_refused_form_creates_no_series(write, make_event, signed_in):
    event = make_event()

    write(event.id, revision="0", series="Never kept")

    assert "Never kept" not in signed_in.get("/organise/events/new").text

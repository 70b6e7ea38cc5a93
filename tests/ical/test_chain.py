"""Invited, moved, cancelled, on after all: in twelve zones every reader finds the same instants at each step."""

import pytest

from tests.emails.calendars import Entries, told
from tests.ical import golden
from tests.ical.chain import STARTS, STEPS, links
from tests.ical.readers import EVERY_READER


@pytest.mark.parametrize("read", EVERY_READER)
def test_every_reader_finds_the_instants_of_the_zone_database(read):
    for link in links():
        for body in (link.body, link.file):
            assert read(body) == [link.meant(body)], (link.zone, link.step)


@pytest.mark.parametrize("read", EVERY_READER)
def test_every_reader_finds_them_in_one_feed_too(read):
    for step in STEPS:
        of_step = [link for link in links() if link.step == step]
        (feed,) = {link.feed for link in of_step}

        found = {entry.uid: entry for entry in read(feed)}

        assert sorted(found.values(), key=lambda entry: entry.uid) == [
            link.meant(feed) for link in of_step
        ]


def test_the_file_on_the_mail_has_the_same_bytes():
    assert all(link.attached == [link.body] for link in links())


def test_each_chain_leaves_one_entry_with_one_uid_and_a_sequence_that_rises():
    assert len(STARTS) == 12
    for zone in STARTS:
        chain = [link for link in links() if link.zone == zone]
        assert tuple(link.step for link in chain) == STEPS
        calendar = Entries()
        for link in chain:
            assert calendar.take(link.mail)
            meant = link.meant(link.body)
            left = [] if link.step == "cancelled" else [(meant.summary, meant.start, meant.end)]
            assert calendar.all == left
        order = [told(link.mail).order for link in chain]
        assert [sequence for sequence, _ in order] == [0, 1, 2, 3]
        assert len(calendar.newest) == 1


def test_clocks_change_between_the_two_times_where_the_zone_changes_them():
    """Else the chain would show little."""
    apart = {
        zone: [link.meant(link.body).start for link in links() if link.zone == zone]
        for zone in STARTS
    }
    crossed = {
        zone
        for zone, (first, moved, *_) in apart.items()
        if (moved - first).total_seconds() != 26 * 3600
    }
    assert crossed == {
        "Africa/Cairo", "America/New_York", "America/Santiago", "Asia/Jerusalem", "Australia/Lord_Howe",
        "Europe/Dublin", "Europe/Zurich",
    }  # fmt: skip


@pytest.mark.parametrize("zone", golden.ZONES)
def test_a_chain_is_the_same_bytes_as_ever(zone):
    assert golden.chain(zone) == golden.chain_file(zone).read_bytes()


def test_no_golden_chain_is_left_behind():
    kept = set(golden.CHAINS.glob("*"))

    assert kept == {golden.chain_file(zone) for zone in golden.ZONES}

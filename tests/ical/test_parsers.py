"""Calendar objects say the same to icalendar, vobject and libical (ical.js: make interop)."""

import pytest

from tests.ical.readers import EVERY_READER
from tests.ical.samples import samples


@pytest.mark.parametrize("read", EVERY_READER)
def test_every_reader_finds_the_same_instants_and_words(read):
    for sample in samples():
        found = read(sample.body)

        assert found == list(sample.entries), sample.name

"""Calendar objects say the same to icalendar, vobject and libical (ical.js: make readers)."""

import pytest

from tests.ical.readers import LIBICAL_PACKAGE, READERS, libical
from tests.ical.samples import samples

without_libical = pytest.mark.skipif(
    libical() is None, reason=f"libical is not installed (Debian: {LIBICAL_PACKAGE})"
)


@pytest.mark.parametrize(
    "reader", ["icalendar", "vobject", pytest.param("libical", marks=without_libical)]
)
def test_every_reader_finds_the_same_instants_and_words(reader):
    for sample in samples():
        found = READERS[reader](sample.body)

        assert found == list(sample.entries), sample.name

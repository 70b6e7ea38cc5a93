"""Fixtures of archives: write that of a year into a folder."""

import pytest

from webinars.archive.pages import ArchiveYear
from webinars.archive.year_archive import write_year
from webinars.database import db
from webinars.web.core.current_site import site
from webinars.web.core.locale import translator


@pytest.fixture
def write_archive(app):
    """Return a function that writes the archive of a year as the command does."""

    def write(folder, year=2026):
        with (
            app.app_context(),
            app.test_request_context("/events.json", base_url=app.config["BASE_URL"]),
        ):
            app.preprocess_request()
            return write_year(db.session(), folder, ArchiveYear(year, translator(), site()))

    return write

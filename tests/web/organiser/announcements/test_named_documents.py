"""Announcements that name documents: links on the page of drafts, and in the events."""

from tests.documents.conftest import create
from tests.web.organiser.conftest import all_stored
from webinars.database import transaction
from webinars.events.models import Series

TEXT = "Water talk\n\n12-15 October 2027, Vienna\n\nIt follows CTOC/COP/2020/1."


def test_words_that_name_a_document_are_links_in_the_event(paste, make_series):
    body = make_series("Conference of the Parties")
    with transaction() as session:
        session.get_one(Series, body.id).is_published = True
    create(body)

    page = paste(TEXT)

    assert 'href="http://127.0.0.1:8000/documents/CTOC/COP/2020/1"' in page.text
    assert paste(do="save", on=page).status_code == 303
    assert "[CTOC/COP/2020/1](" in all_stored()[0].description

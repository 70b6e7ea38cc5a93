"""Announcements that name documents of the installation."""

from datetime import date, timedelta

from sqlalchemy import insert

from tests.statements import sent_statements
from webinars.announcement_parser.parser import parse_announcement
from webinars.database import db, transaction
from webinars.documents.enums import DocumentAccess, DocumentType, Stage
from webinars.documents.models import Document
from webinars.documents.named_documents import MOST_DOCUMENTS, with_document_links
from webinars.events.announcements.draft_details import details_from_draft
from webinars.i18n import translator_for
from webinars.timezones import clock as the_clock
from webinars.web.core.current_site import site

TEXT = """Conference of the Parties
12-15 October 2027, Vienna

It is governed by its Rules of Procedure, and follows CTOC/COP/2020/1.
"""
RULES = {
    "symbol": "COP/ROP",
    "title": "The rules",
    "document_type": DocumentType.RULES_OF_PROCEDURE,
}


def described(app, text=TEXT):
    """Return the description of the first draft of a text."""
    drafts = parse_announcement(text, today=date(2027, 3, 1), zone="Europe/Vienna")
    with app.test_request_context():
        linked = with_document_links(db.session, drafts, the_clock.now(), site())
        return details_from_draft(linked[0], translator_for("en")).description


def test_words_that_name_documents_lead_to_them(app, make_document):
    make_document(**RULES)
    make_document()

    assert described(app) == (
        "It is governed by its [Rules of Procedure](http://127.0.0.1:8000/documents/COP/ROP), and follows "
        "[CTOC/COP/2020/1](http://127.0.0.1:8000/documents/CTOC/COP/2020/1)."
    )


def test_documents_of_other_bodies_are_named_by_symbol_alone(app, make_document, make_series):
    other = make_series("Another body")
    with transaction() as session:
        session.merge(other).is_published = True
    make_document(series_id=other.id, **(RULES | {"symbol": "CTOC/COP/2020/1"}))

    description = described(app)

    assert "[CTOC/COP/2020/1](" in description
    assert description.count("](") == 1


def test_documents_that_are_not_public_are_not_named(app, make_document, clock):
    until = the_clock.now() + timedelta(hours=1)
    hidden = {
        "embargo_until": until,
        "embargo_timezone": "Europe/Vienna",
        "is_title_embargoed": True,
    }
    make_document(**RULES, **hidden)
    make_document(publishes=False)
    make_document(symbol="CTOC/COP/2020/2", access=DocumentAccess.LINK)

    assert "](" not in described(app, TEXT + " CTOC/COP/2020/2")
    clock.stop(until)
    assert described(app).count("](") == 1


def test_body_with_thousands_of_documents_is_named_by_its_rules_adopted_and_newest_ones(
    app, make_document, body
):
    make_document(**RULES)
    make_document(symbol="COP/RES/9/1", document_type=DocumentType.RESOLUTION)
    with transaction() as session:
        session.execute(
            insert(Document),
            [
                {
                    "symbol": "", "title": f"Note {number}", "address": f"note-{number}",
                    "address_key": f"note-{number}", "sort_key": "", "stage": Stage.BEFORE,
                    "document_type": DocumentType.BACKGROUND, "access": DocumentAccess.EVERYONE,
                    "series_id": body.id, "created_at": the_clock.now(),
                    "changed_at": the_clock.now(), "published_at": the_clock.now(),
                }
                for number in range(MOST_DOCUMENTS)
            ],
        )  # fmt: skip
    make_document(symbol="COP/NEW", title="Guide to the working hours")

    text = f"{TEXT[:-1]} See resolution 9/1 and the Guide to the working hours."
    description = described(app, text)

    for symbol in ("COP/ROP", "COP/RES/9/1", "COP/NEW"):
        assert f"/documents/{symbol})" in description


def test_three_statements_look_for_documents(app, make_document):
    make_document(**RULES)
    make_document()
    drafts = parse_announcement(TEXT, today=date(2027, 3, 1), zone="Europe/Vienna")

    with app.test_request_context(), sent_statements() as sent:
        with_document_links(db.session, drafts, the_clock.now(), site())

    assert len(sent) == 3

"""A batch of notices costs what its own subscribers cost: other subscriptions are not read."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from tests.documents.conftest import create, published
from tests.statements import sent_statements
from webinars.database import Base, db, transaction
from webinars.documents.details import Content, VersionKey
from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.documents.versions import add_version
from webinars.email_subscriptions.collection import TOPIC, collect_notices
from webinars.email_subscriptions.models import Frequency, Interest, NoticeReason
from webinars.email_subscriptions.notification import notify_subscribers, send_digests
from webinars.outbox.models import Message
from webinars.timezones import clock

OTHERS = 3000
LARGE = "email_subscriptions|subscribers"
OF_DOCUMENTS = f"{LARGE}|subscription_notices|document_versions"
# They read one row: whether there is any, and since when, before anything was collected.
OF_ONE_ROW = re.compile(r"confirmed_at IS NOT NULL\s+LIMIT|min\(email_subscriptions.confirmed_at")


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


def add_subscribers(number, first, **subject):
    """Subscribe addresses to a series, or to a document."""
    now = clock.now()
    tables = Base.metadata.tables
    ids = range(first, first + number)
    common = {"language": "en", "timezone": "", "created_at": now}
    with transaction() as session:
        session.execute(
            insert(tables["subscribers"]),
            [
                {"id": one, "email": f"{one}@x.org", "address": f"{one}@x.org", **common}
                for one in ids
            ],
        )
        session.execute(
            insert(tables["email_subscriptions"]),
            [
                {
                    "subscriber_id": one,
                    "interest": Interest.EVENTS,
                    **subject,
                    "covers_branch": False,
                    "frequency": Frequency.AT_ONCE,
                    "created_at": now,
                    "requested_at": now,
                    "confirmed_at": now,
                    "notified_through": 0,
                }
                for one in ids
            ],
        )


def analyze():
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def scans(statements, large=LARGE):
    """Return the statements whose plan reads a whole table of these."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    hits = []
    with db.engine.connect() as connection:
        for statement, parameters in statements:
            if OF_ONE_ROW.search(statement):
                continue
            explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            plan = "\n".join(
                str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)
            )
            pattern = rf"SCAN ({large})\b(?! USING)" if is_sqlite else rf"Seq Scan on ({large})\b"
            if match := re.search(pattern, plan):
                hits.append((match[1], statement, plan))
    return hits


def test_other_subscriptions_and_events_are_not_read(app, clock, make_series, make_event, session):
    body, other = make_series("Body"), make_series("Other")
    add_subscribers(3, first=1, series_id=body.id)
    add_subscribers(OTHERS, first=100, series_id=other.id)
    clock.advance(timedelta(minutes=1))
    make_event(series_id=body.id)
    clock.advance(timedelta(minutes=3))
    analyze()

    with sent_statements() as sent:
        with transaction() as changing:
            collect_notices(changing, clock.now())
        with transaction() as changing:
            [message] = changing.query(Message).filter_by(topic=TOPIC)
            queued = notify_subscribers(changing, message)
        with transaction() as changing:
            send_digests(changing, clock.now(), "UTC")

    assert queued == 3
    assert len(sent) < 20
    assert scans(sent) == []


def test_other_documents_and_notices_are_not_read(app, clock, make_series):
    body = published(make_series("Body"))
    wanted, other = (create(body, symbol=f"X/{number}").id for number in (1, 2))
    add_versions(body.id, OTHERS // 2)
    clock.advance(timedelta(days=2))
    interest = {"interest": Interest.DOCUMENTS}
    add_subscribers(3, first=1, document_id=wanted, language="ar", **interest)
    add_subscribers(OTHERS // 2, first=100, document_id=other, language="fr", **interest)
    clock.advance(timedelta(minutes=1))
    with transaction() as changing:
        content = Content(url="https://example.org/ar.pdf")
        add_version(changing, wanted, VersionKey("ar"), content=content)
    clock.advance(timedelta(minutes=16))
    analyze()

    with sent_statements() as sent:
        with transaction() as changing:
            collected = collect_notices(changing, clock.now())
        with transaction() as changing:
            [message] = changing.query(Message).filter_by(topic=TOPIC)
            queued = notify_subscribers(changing, message)

    assert (collected, queued) == (1, 3)
    assert len(sent) < 18
    assert scans(sent, OF_DOCUMENTS) == []


def add_versions(series_id, number):
    """Store documents of a body with three versions each that came out now, and the notices of these."""
    now, tables = clock.now(), Base.metadata.tables
    common = {
        "version_type": VersionType.REVISION, "url": "https://x.org",
        "published_at": now, "public_at": now, "language": "fr",
    }  # fmt: skip
    of_document = {
        "symbol": "", "sort_key": "", "title": "Report", "document_type": DocumentType.REPORT,
        "stage": Stage.AFTER, "series_id": series_id, "access": DocumentAccess.EVERYONE,
        "published_at": now, "created_at": now, "changed_at": now,
    }  # fmt: skip
    ids = range(3000, 3000 + number)
    with transaction() as session:
        session.execute(
            insert(tables["documents"]),
            [
                {"id": one, "address": str(one), "address_key": str(one), **of_document}
                for one in range(1000, 1000 + number // 3)
            ],
        )
        session.execute(
            insert(tables["document_versions"]),
            [{"id": one, "number": one % 3, "document_id": one // 3, **common} for one in ids],
        )
        session.execute(
            insert(tables["subscription_notices"]),
            [
                {
                    "version_id": one, "reason": NoticeReason.RELEASED, "former": [],
                    "changed_at": now, "created_at": now,
                }
                for one in ids
            ],
        )  # fmt: skip

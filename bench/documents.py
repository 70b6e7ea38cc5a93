"""Documents: their pages, search, feed, ZIP and downloads beside the bare views that send the same.

Usage: python -m bench.documents DOCUMENTS, with the settings of an installation: fills it, and prints a line
of JSON with the rows, and the statements of pages that nothing has cached.
"""

import json
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench import databases, fill
from bench.lists import FreshClient
from bench.processes import BenchError, outcome, python
from bench.recording import Wanted
from bench.rows import Rows, settings_of
from bench.sizes import Size
from bench.table import laid_out
from tests.statements import sent_statements
from webinars.app import create_app
from webinars.commands.installation import open_app
from webinars.database import Base, db, transaction
from webinars.documents.enums import (
    DocumentAccess,
    DocumentType,
    Stage,
    StoragePlace,
    VersionType,
)
from webinars.documents.search.text_index import TEXT_INDEX
from webinars.documents.symbols import sort_key
from webinars.events.models import Event, Series
from webinars.events.search.words import indexed_text
from webinars.timezones import clock

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
ON_A_PAGE = (
    120  # documents of the event and of the body whose pages are measured, if there are so many
)
EVENTS, WORDS, VOCABULARY, FILE_BYTES = 40, 150, 4000, 600
RARE, RARE_DOCUMENTS = "kigali", 40
LARGE_FILE = 20 * 256 * 1024
TOGETHER = 500
# About documents, of a page that nothing has cached.
MOST_STATEMENTS = 4
OF_120 = ("event page, 120 documents", "body page, 120 documents")
# Where there are fewer, the measurement is tried out, with one row of each way to answer.
MANY = 1000
TRIED_OUT = {OF_120[0], "search with filters", "ZIP of an event", "download", "download, range"}
_OF_DOCUMENTS = re.compile(r"FROM document(s|_versions)\b")
_TABLES = Base.metadata.tables


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    place = folder / "documents"
    place.mkdir()
    # Of many rows; some take a second with thousands of documents.
    size = replace(
        size, clients=size.clients[:1], warm_up=size.warm_up // 8, requests=size.requests // 8
    )
    with databases.database(kind, place) as url:
        settings = settings_of(url, place)
        command = python("-m", "bench.documents", str(size.documents))
        filled: dict[str, Any] = outcome(command, settings, place / "documents.log")
        rows = [Wanted(**row) for row in filled.pop("rows")]
        if size.documents < MANY:
            rows = [row for row in rows if row.name in TRIED_OUT]
        measured = Rows(settings, url, size, place, {}, rows).measured()
    return {**filled, "rows": measured}


def lines(kind: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines of the table; statements are those of pages that nothing has cached."""
    clients = list(next(iter(figures["rows"].values()))["product"])
    yield ""
    yield (
        f"{figures['documents']} documents, {figures['versions']} versions on {kind}; filled in "
        f"{figures['filled_in_s']:.0f} s"
    )
    table = [
        [
            *("row", "CPU ms", "bound", "ratio", "statements", "bytes"),
            *(f"rate at {number}" for number in clients),
        ]
    ]
    for name, row in figures["rows"].items():
        ours, bound = row["product"], row["bare"]
        cpu, least = ours[clients[0]]["cpu_ms"], bound[clients[0]]["cpu_ms"]
        statements, of_documents = figures["statements"][name]
        goal = ""
        if name in OF_120 or name == "all documents":
            is_met = of_documents <= MOST_STATEMENTS
            goal = (
                f", {of_documents} of documents (≤ {MOST_STATEMENTS} {'ok' if is_met else 'over'})"
            )
        table.append(
            [
                *(name, f"{cpu:.2f}", f"{least:.2f}", f"{cpu / least:.2f}" if least else "-"),
                *(f"{statements}{goal}", f"{row['bytes']}"),
                *(f"{ours[number]['rate']:.0f}/{bound[number]['rate']:.0f}" for number in clients),
            ]
        )
    yield from laid_out(table)


def main(number: str) -> None:
    """Fill the database and print what is measured."""
    app, began = create_app(), time.monotonic()
    with open_app(app):
        slugs = fill.events(app, min(EVENTS, int(number)))
        _fill(int(number), slugs["page"])
        fill.analyze()
        filled_in = time.monotonic() - began
        rows = _rows(slugs["page"])
        figures = {
            "documents": int(number),
            "versions": int(number) * len(LANGUAGES),
            "filled_in_s": filled_in,
            "rows": [vars(row) for row in rows],
            "statements": _cold_statements(app, rows),
        }
    sys.stdout.write(json.dumps(figures) + "\n")


def _rows(slug: str) -> list[Wanted]:
    """Return the rows; requests whose number is limited come from clients that differ."""
    with transaction() as session:
        body = session.scalars(select(Series.slug).order_by(Series.id)).first()
        files = _TABLES["document_files"].c
        small, large = (
            session.execute(select(files.id, files.name).order_by(order)).first()
            for order in (files.id, files.size.desc())
        )
        versions = _TABLES["document_versions"].c
        of_file = {
            file_id: session.scalar(select(versions.id).where(versions.file_id == file_id))
            for file_id in (small.id, large.id)
        }
    paths = {
        "document page": "/documents/BENCH/2026/1",
        OF_120[0]: f"/events/{slug}",
        OF_120[1]: f"/series/{body}",
        "all documents": "/documents",
        "search, rare word": f"/documents?q={RARE}",
        "search, word of all": "/documents?q=water",
        "search, two words": "/documents?q=word1+word2",
        "search with filters": f"/documents?q=word1&body={body}&language=fr&type=report&year=2026",
        "feed": "/documents.atom",
        "feed of a search": "/documents.atom?q=word1&language=fr",
        "ZIP of an event": f"/events/{slug}/documents.zip?language=en",
        "download": f"/documents/files/{of_file[small.id]}/{small.name}",
        "download, 5 MB": f"/documents/files/{of_file[large.id]}/{large.name}",
    }
    rows = [Wanted(name, path, clients_differ=True) for name, path in paths.items()]
    part = {"Range": "bytes=1000000-1065535"}
    return [*rows, Wanted("download, range", paths["download, 5 MB"], headers=part)]


def _cold_statements(app: Flask, rows: Sequence[Wanted]) -> dict[str, tuple[int, int]]:
    """Count the statements of each row, all and those about documents, of pages that nothing has cached."""
    app.test_client_class = FreshClient
    client, counts = app.test_client(), {}
    for row in rows:
        client.get(row.path)  # what a process reads once, such as the state of the site
        with sent_statements() as sent:
            status = client.get(row.path, headers=row.headers, buffered=True).status_code
        if status not in {200, 206}:
            raise BenchError(f"{row.path}: {status}")
        of_documents = sum(bool(_OF_DOCUMENTS.search(statement)) for statement, _ in sent)
        counts[row.name] = len(sent), of_documents
    return counts


def _fill(number: int, page: str) -> None:
    """Add documents: to one event and one body as many as a page shows, the others to all of them."""
    now, chance = clock.now(), random.Random(1)  # noqa: S311 - the same each time
    with transaction() as session:
        for series in session.scalars(select(Series)):
            series.is_published = True
        series_ids = session.scalars(select(Series.id).order_by(Series.id)).all()
        event_ids = session.scalars(select(Event.id).order_by(Event.id)).all()
        page_id = session.scalars(select(Event.id).where(Event.slug == page)).one()
        session.get_one(Event, page_id).documents_revision = 1
        session.get_one(Series, series_ids[0]).documents_revision = 1
    on_a_page = min(ON_A_PAGE, number // 3)
    is_postgresql = db.engine.dialect.name == "postgresql"
    if is_postgresql:
        with transaction() as session:
            TEXT_INDEX.drop(session.connection())
    for start in range(0, number, TOGETHER):
        with transaction() as session:
            for turn in range(start, min(number, start + TOGETHER)):
                owner = (
                    {"event_id": page_id, "series_id": None}
                    if turn < on_a_page
                    else {"event_id": None, "series_id": series_ids[0]}
                    if turn < 2 * on_a_page
                    else {
                        "event_id": event_ids[1 + turn % (len(event_ids) - 1)],
                        "series_id": series_ids[1 + turn % (len(series_ids) - 1)],
                    }
                )
                _add(session, turn, owner, now, chance)
    if is_postgresql:
        with transaction() as session:
            TEXT_INDEX.create(session.connection())


def _add(
    session: Session, turn: int, owner: dict[str, int | None], now: datetime, chance: random.Random
) -> None:
    """Add a document with a file and its words in each language."""
    symbol, published_at = f"BENCH/{2026 - turn % 10}/{turn + 1}", now - timedelta(hours=turn + 1)
    document_id = turn + 1
    title = f"Report {turn + 1} of the session on water"
    document = {
        "id": document_id,
        "symbol": symbol,
        "address": symbol,
        "address_key": symbol.lower(),
        "sort_key": sort_key(symbol),
        "title": title,
        "document_type": list(DocumentType)[turn % len(DocumentType)],
        "stage": list(Stage)[turn % len(Stage)],
        "access": DocumentAccess.EVERYONE,
        "published_at": published_at,
        "created_at": published_at,
        "changed_at": published_at,
        **owner,
    }
    files, chunks, versions = [], [], []
    texts: list[dict[str, Any]] = [
        {
            "document_id": document_id,
            "version_id": None,
            "search_text": indexed_text([symbol, title]),
        }
    ]
    for place, language in enumerate(LANGUAGES):
        id_ = turn * len(LANGUAGES) + place + 1
        size = LARGE_FILE if turn == 0 and language == "en" else FILE_BYTES
        files.append(
            {
                "id": id_,
                "name": f"BENCH-{turn + 1}-{language}.pdf",
                "media_type": "application/pdf",
                "size": size,
                "digest": f"{id_:064x}",
                "place": StoragePlace.DATABASE,
                "created_at": published_at,
            }
        )
        block = min(size, 256 * 1024)
        chunks += [
            {"file_id": id_, "position": position, "body": b"x" * block}
            for position in range(size // block)
        ]
        versions.append(
            {
                "id": id_,
                "document_id": document_id,
                "version_type": VersionType.ORIGINAL,
                "number": 0,
                "language": language,
                "file_id": id_,
                "published_at": published_at,
                "public_at": published_at,
            }
        )
        words = [f"word{min(int(chance.paretovariate(0.5)), VOCABULARY)}" for _ in range(WORDS)]
        words.append(RARE if turn < RARE_DOCUMENTS and language == "en" else "water")
        texts.append(
            {
                "document_id": document_id,
                "version_id": id_,
                "search_text": indexed_text([" ".join(words)]),
            }
        )
    for name, rows in {
        "documents": [document],
        "document_files": files,
        "document_file_chunks": chunks,
        "document_versions": versions,
        "document_texts": texts,
    }.items():
        session.execute(insert(_TABLES[name]), rows)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The thread that reads texts of files: one that cannot be read stops neither it nor the others."""

import threading
import time

from sqlalchemy import select, update

from tests.documents.stored import store_document
from webinars.database import db, transaction
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentText
from webinars.worker import file_texts


def test_file_that_cannot_be_read_stops_no_other(app, clock, make_event, monkeypatch):
    monkeypatch.setattr(file_texts, "IDLE_SECONDS", 0.01)
    store_document("A/1", event_id=make_event().id, languages=("en", "fr"))
    with transaction() as session:  # of a store that this installation does not know
        elsewhere = {"place": StoragePlace.OBJECT_STORE, "storage_key": "0" * 32}
        session.execute(update(DocumentFile).where(DocumentFile.id == 2).values(elsewhere))
    stop = threading.Event()
    thread = threading.Thread(target=file_texts.read_files, args=(app, stop), daemon=True)

    thread.start()
    problems = []
    while not problems and thread.is_alive():
        time.sleep(0.02)
        db.session.rollback()
        read = select(DocumentText.version_id, DocumentText.problem)
        problems = db.session.execute(read).all()
    is_alive = thread.is_alive()
    stop.set()
    thread.join(10)

    assert (is_alive, thread.is_alive()) == (True, False)
    assert problems == [(1, "file-damaged")]

"""A backup under load: what was acknowledged before it exists after a restore."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from itertools import product

import pytest

from tests.faults.clients import addresses, register_continuously
from tests.faults.installation import DATABASES, Installation, scaled, wait_until
from webinars.events.enums import NotificationMode
from webinars.worker.loop import deliver_once

# Each registers every tenth of a second: 40 a second in total.
THREADS, PAUSE = 4, 0.1
BEFORE, AFTER = scaled((60, 30), (1200, 600))
COME = "SELECT count(*) FROM registrations"
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def elsewhere(request, installation, tmp_path, sink):
    """Create an empty installation on the same kind of database, with another data folder."""
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    if installation.url.startswith("postgresql"):
        url = request.getfixturevalue("other_postgres_url")
    (tmp_path / "elsewhere").mkdir()
    place = Installation(url, tmp_path / "elsewhere", sink.url)
    yield place
    place.close()


@pytest.mark.parametrize(
    ("installation", "is_encrypted"),
    scaled([("sqlite", False), ("postgresql", True)], [*product(DATABASES, (False, True))]),
    indirect=["installation"],
)
def test_backup_under_load_loses_nothing_and_repeats_no_email(
    installation, elsewhere, sink, figure, tmp_path, monkeypatch, is_encrypted
):
    if is_encrypted:
        monkeypatch.setenv("WEBINARS_BACKUP_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "all.backup"
    installation.set_up(notification_mode=NotificationMode.NEVER, migrated=True)
    with installation.serving() as (_, crowd), ThreadPoolExecutor(THREADS) as pool:
        worker, enough = installation.start_worker(), []
        futures = [
            pool.submit(
                register_continuously,
                crowd,
                addresses(thread * 100_000),
                lambda: bool(enough),
                PAUSE,
            )
            for thread in range(THREADS)
        ]
        wait_until(lambda: installation.count(COME) >= BEFORE, 120)
        began = time.monotonic()
        words = ("--encrypt",) if is_encrypted else ()
        assert installation.command("backup", str(path), *words).wait(120) == 0
        registered = installation.count(COME)
        wait_until(lambda: installation.count(COME) >= registered + AFTER, 120)
        enough.append(True)
        seen = [response for future in futures for response in future.result()]
        installation.stop_process(worker)

    before = [name for name, response in seen if response.begun + response.seconds <= began]
    assert elsewhere.command("restore", str(path)).wait(120) == 0
    left = dict(elsewhere.rows("SELECT recipient, mail_id FROM messages WHERE state = 'sent'"))
    delivered = len(sink.taken)
    paused = deliver_once(elsewhere.app)
    status = elsewhere.command("outbox", "status").wait(60)
    assert elsewhere.command("outbox", "resume").wait(60) == 0
    elsewhere.deliver(120)

    ids = defaultdict(list)
    for to, body in sink.taken:
        ids[to].append(message_from_bytes(body)["Message-ID"])
    violations = elsewhere.invariant_violations(acknowledged=before)
    figure("backup", "backup under load, restored elsewhere: 0 lost, 0 Message-IDs anew",
           f"{len(before)} before, {len(seen)} in all, {len(sink.taken) - delivered} after resuming")  # fmt: skip
    assert {response.status for _, response in seen} == {303}
    assert len(before) >= BEFORE - THREADS
    assert (paused, status) == (0, 1)
    assert violations == []
    assert [to for to, mail_ids in ids.items() if len(set(mail_ids)) > 1] == []
    assert [to for to, mail_id in left.items() if ids[to].count(mail_id) != 1] == []
    assert set(before) <= ids.keys()

"""A backup is made while people register and mail leaves; what was acknowledged before is there after a restore."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from itertools import product

import pytest

from tests.faults.ground import KINDS, Ground, scaled, until
from tests.faults.people import addresses, keep_coming
from webinars.events.rules import NotificationMode
from webinars.worker.loop import deliver_once

# Each of them registers, waits a tenth of a second, and registers again: 40 a second.
HANDS, PAUSE = 4, 0.1
BEFORE, AFTER = scaled((60, 30), (1200, 600))
COME = "SELECT count(*) FROM registrations"
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def elsewhere(request, ground, tmp_path, sink):
    """Give an empty place of the same kind, with another data folder."""
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    if ground.url.startswith("postgresql"):
        url = request.getfixturevalue("other_postgres_url")
    (tmp_path / "elsewhere").mkdir()
    place = Ground(url, tmp_path / "elsewhere", sink.url)
    yield place
    place.close()


@pytest.mark.parametrize(
    ("ground", "is_encrypted"),
    scaled([("sqlite", False), ("postgresql", True)], [*product(KINDS, (False, True))]),
    indirect=["ground"],
)
def test_a_backup_under_load_loses_nothing_and_repeats_no_email(
    ground, elsewhere, sink, figure, tmp_path, monkeypatch, is_encrypted
):
    if is_encrypted:
        monkeypatch.setenv("WEBINARS_BACKUP_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "all.backup"
    ground.build(notification_mode=NotificationMode.NEVER, migrated=True)
    with ground.serving() as (_, crowd), ThreadPoolExecutor(HANDS) as pool:
        worker, enough = ground.worker(), []
        hands = [
            pool.submit(keep_coming, crowd, addresses(hand * 100_000), lambda: bool(enough), PAUSE)
            for hand in range(HANDS)
        ]
        until(lambda: ground.count(COME) >= BEFORE, 120)
        began = time.monotonic()
        words = ("--encrypt",) if is_encrypted else ()
        assert ground.command("backup", str(path), *words).wait(120) == 0
        come = ground.count(COME)
        until(lambda: ground.count(COME) >= come + AFTER, 120)
        enough.append(True)
        seen = [acknowledged for hand in hands for acknowledged in hand.result()]
        ground.end(worker)

    before = [name for name, answer in seen if answer.begun + answer.seconds <= began]
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
    broken = elsewhere.broken(acknowledged=before)
    figure("backup", "backup under load, restored elsewhere: 0 lost, 0 Message-IDs anew",
           f"{len(before)} before, {len(seen)} in all, {len(sink.taken) - delivered} after resuming")  # fmt: skip
    assert {answer.status for _, answer in seen} == {303}
    assert len(before) >= BEFORE - HANDS
    assert (paused, status) == (0, 1)
    assert broken == []
    assert [to for to, mail_ids in ids.items() if len(set(mail_ids)) > 1] == []
    assert [to for to, mail_id in left.items() if ids[to].count(mail_id) != 1] == []
    assert set(before) <= ids.keys()

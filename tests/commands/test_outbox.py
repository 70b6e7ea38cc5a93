"""webinars outbox: show a paused queue, and resume it."""

import threading

import pytest

from webinars.commands.installation import open_installation
from webinars.database import transaction
from webinars.outbox.enqueue import enqueue
from webinars.outbox.pause import pause
from webinars.worker.delivery import DeliveryWorker
from webinars.worker.maintenance import Maintenance

PAUSED = "2 messages are queued; webinars outbox resume sends them"


@pytest.fixture
def paused(run, made, clock):
    """Pause an outbox with two queued messages."""
    with open_installation(), transaction() as session:
        for topic in ("a", "b"):
            enqueue(session, topic, payload={})
        pause(session)


def test_status_reports_pause_and_queue_size(run, paused):
    done = run("outbox", "status")

    assert (done.status, done.out) == (
        1,
        f"The outbox has been paused since 2026-11-25 09:00 UTC, {PAUSED}.\n",
    )


def test_check_reports_the_pause(run, paused):
    done = run("check")

    assert f"Paused: the outbox has been paused since 2026-11-25 09:00 UTC, {PAUSED}" in done.out
    assert "Problem: outbox: paused" in done.out
    assert done.status == 1


def test_starting_worker_logs_the_pause(run, paused, caplog):
    with open_installation() as app:
        delivery_worker = DeliveryWorker(app, threading.Event())
        Maintenance(app).purge()
        worked = delivery_worker.deliver_batch()
        delivery_worker.close()

    assert not worked
    assert f"the outbox has been paused since 2026-11-25 09:00 UTC, {PAUSED}" in caplog.text


def test_resume_takes_effect_once(run, paused):
    assert run("outbox", "resume").out == "The outbox has resumed: 2 queued.\n"
    assert run("outbox", "resume").out == "The outbox was not paused.\n"
    assert (run("outbox", "status").status, run("outbox", "status").out) == (
        0,
        "The outbox is running: 2 queued.\n",
    )

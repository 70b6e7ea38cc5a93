"""An installation of an earlier version goes on after the upgrade: its tables, its links, its queue."""

from datetime import timedelta

from flask_migrate import check
from sqlalchemy import func, select

from webinars.database import db
from webinars.outbox.models import Message, MessageState
from webinars.worker.loop import deliver_once


def test_upgraded_tables_are_those_of_the_models(installation):
    check()


def test_mailed_links_answer_as_before_the_upgrade(installation):
    browser = installation.app.test_client(use_cookies=False)

    answers = [browser.get(link["path"]).status_code for link in installation.links]

    assert answers == [link["status"] for link in installation.links]


def test_queued_messages_are_delivered_after_the_upgrade(installation, clock):
    clock.advance(timedelta(hours=1))

    deliver_once(installation.app)

    failed = db.session.scalars(
        select(Message.reason).where(Message.state == MessageState.FAILED)
    ).all()
    due = db.session.scalar(
        select(func.count()).where(
            Message.state == MessageState.QUEUED, Message.due_at <= clock.now()
        )
    )
    assert (sorted(failed), due) == (["550 canaryreason", "550 plainreason"], 0)

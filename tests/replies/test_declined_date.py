"""Declining one of several dates in a calendar cancels that date alone, and the page of all dates shows it."""

import re

from sqlalchemy import select

from tests.postgres import on_both_databases
from tests.web.pages import at, text_of
from webinars.database import db, transaction
from webinars.events.date_groups import group_of
from webinars.events.models import Event
from webinars.registrations.models import Registration
from webinars.registrations.several_dates.registering import register_for_dates
from webinars.registrations.status import Status


@on_both_databases
def test_declining_one_date_cancels_it_alone(make_event, deliver, mail_of, arrive, client, clock):
    first = make_event(when=at(2027, 3, 2, 15))
    with transaction() as session:
        group_id = group_of(session, session.get_one(Event, first.id))
    second = make_event(when=at(2027, 3, 9, 15), terms={"date_group_id": group_id})
    with transaction() as session:
        register_for_dates(
            session, group_id=group_id, event_ids=None, email="wanjiru@example.com",
            name="Wanjiru", timezone="Africa/Nairobi", language="en",
        )  # fmt: skip
    mails = [mail for mail in deliver() if "wanjiru" in mail.message["To"]]
    page = re.search(r"(/dates/[\w-]+)\s", mails[0].text)[1]
    declined = db.session.scalars(
        select(Registration).where(Registration.event_id == second.id)
    ).one()

    arrive(mail_of(second, declined))

    db.session.rollback()
    statuses = {row.event_id: row.status for row in db.session.scalars(select(Registration))}
    assert statuses == {first.id: Status.CONFIRMED, second.id: Status.CANCELLED}
    assert re.findall(
        r"You (?:are registered|declined in your calendar)(?= O)", text_of(client.get(page))
    ) == [
        "You are registered",
        "You declined in your calendar",
    ]

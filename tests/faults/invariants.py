"""What must be true of the database whatever was killed, cut off or refused: one statement, asked after each fault."""

from datetime import UTC, datetime
from email import message_from_bytes

from sqlalchemy import bindparam, create_engine, text

from webinars.database import UtcDateTime

# Each line names what is wrong and counts it. late is when a queued message should have left at the latest.
STATEMENT = """
SELECT 'events with more places held than there are' AS wrong, count(*) AS n FROM (
  SELECT e.id FROM events e JOIN registrations r ON r.event_id = e.id AND r.status = 'confirmed'
  WHERE e.capacity IS NOT NULL GROUP BY e.id, e.capacity HAVING count(*) > e.capacity) a
UNION ALL SELECT 'events with somebody waiting beside a free place', count(*) FROM events e
  WHERE e.capacity > (SELECT count(*) FROM registrations r WHERE r.event_id = e.id AND r.status = 'confirmed')
  AND EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = e.id AND r.status = 'waiting')
UNION ALL SELECT 'addresses with two active registrations for one event', count(*) FROM (
  SELECT event_id FROM registrations WHERE status <> 'cancelled' AND address <> ''
  GROUP BY event_id, address HAVING count(*) > 1) b
UNION ALL SELECT 'registrations whose state nobody was told', count(*) FROM registrations r
  WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.registration_id = r.id AND m.topic =
    CASE r.status WHEN 'confirmed' THEN 'registration.confirmed'
    WHEN 'waiting' THEN 'registration.waiting' ELSE 'registration.cancelled' END)
UNION ALL SELECT 'messages that failed without a reason', count(*) FROM messages
  WHERE state = 'failed' AND reason = ''
UNION ALL SELECT 'messages sent without an identity or a time', count(*) FROM messages
  WHERE state = 'sent' AND (mail_id = '' OR sent_at IS NULL)
UNION ALL SELECT 'messages in no known state', count(*) FROM messages
  WHERE state NOT IN ('queued', 'sent', 'failed', 'superseded')
UNION ALL SELECT 'messages that should have left', count(*) FROM messages
  WHERE state = 'queued' AND due_at < :late
UNION ALL SELECT 'identities borne by two messages', count(*) FROM (
  SELECT mail_id FROM messages WHERE mail_id <> '' GROUP BY mail_id HAVING count(*) > 1) c
UNION ALL SELECT 'calendar messages whose SEQUENCE falls', count(*) FROM invitations i JOIN invitations j
  ON j.event_id = i.event_id AND j.address = i.address AND j.id > i.id AND j.sequence < i.sequence
  WHERE i.address <> ''
"""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def broken(url, *, late=LONG_AGO, sink=None, acknowledged=(), in_flight=0):
    """Return what is wrong, a line each.

    sink took the mail of this installation; in_flight is how many messages may have been in a hand that was
    killed. acknowledged are the addresses whose registration was answered with yes.
    """
    engine = create_engine(url)
    asked = text(STATEMENT).bindparams(bindparam("late", type_=UtcDateTime()))
    try:
        with engine.connect() as connection:
            found = [f"{n} {what}" for what, n in connection.execute(asked, {"late": late}) if n]
            people = set(connection.scalars(text("SELECT address FROM registrations")))
            sent = connection.scalars(text("SELECT mail_id FROM messages WHERE state = 'sent'"))
            sent = set(sent)
    finally:
        engine.dispose()
    lost = set(acknowledged) - people
    if lost:
        found.append(f"{len(lost)} acknowledged registrations are lost")
    if sink is not None:
        arrived = {str(message_from_bytes(body)["Message-ID"]) for _, body in list(sink.taken)}
        if sent - arrived:
            found.append(f"{len(sent - arrived)} messages are marked sent and never arrived")
        if len(arrived - sent) > in_flight:
            found.append(f"{len(arrived - sent)} messages arrived that are not marked sent")
    return found

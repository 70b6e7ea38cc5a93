"""Invariants after any crash, lost connection or rejection: one SQL statement, and the delivered e-mail.

The audit log is not checked.
"""

import re
from collections import defaultdict
from datetime import UTC, datetime
from email import message_from_bytes

from sqlalchemy import bindparam, create_engine, text

from webinars.column_types import UtcDateTime
from webinars.timezones import clock

# Each line names a violation and counts it. :late is when a queued message is overdue.
# While an event is cancelled or postponed nobody moves up: reinstating it promotes the waiting registrations.
STATEMENT = """
WITH held AS (SELECT id, event_id, registration_type_id FROM registrations
  WHERE status IN ('confirmed', 'awaiting_approval', 'offered'))
SELECT 'events with more places held than there are' AS wrong, count(*) AS n FROM events e
  WHERE e.capacity < (SELECT count(*) FROM held h WHERE h.event_id = e.id)
UNION ALL SELECT 'kinds with more places held than there are', count(*) FROM registration_types k
  WHERE k.capacity < (SELECT count(*) FROM held h WHERE h.registration_type_id = k.id)
UNION ALL SELECT 'people who wait beside a place that is free for them', count(*) FROM registrations r
  JOIN events e ON e.id = r.event_id LEFT JOIN registration_types k ON k.id = r.registration_type_id
  WHERE r.status = 'waiting' AND e.waiting_list <> 'by_hand' AND e.state = 'published' AND e.ends_at > :now
  AND (e.capacity IS NULL OR e.capacity > (SELECT count(*) FROM held h WHERE h.event_id = e.id))
  AND (k.capacity IS NULL OR k.capacity > (SELECT count(*) FROM held h WHERE h.registration_type_id = k.id))
UNION ALL SELECT 'addresses with two active registrations for one event', count(*) FROM (
  SELECT event_id FROM registrations WHERE status <> 'cancelled' AND address <> ''
  GROUP BY event_id, address HAVING count(*) > 1) b
UNION ALL SELECT 'registrations whose state nobody was told', count(*) FROM registrations r
  WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.registration_id = r.id
    AND (m.topic = 'registration.' || r.status
      OR r.status = 'refused' AND m.topic = 'registration.cancelled'))
UNION ALL SELECT 'offers that nothing ends', count(*) FROM registrations r
  WHERE r.status = 'offered' AND NOT EXISTS (SELECT 1 FROM messages m
    WHERE m.topic = 'place.ends' AND m.event_id = r.event_id AND m.due_at = r.ends_at)
UNION ALL SELECT 'answers whose file is gone', count(*) FROM answers a
  WHERE a.file_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stored_files f WHERE f.id = a.file_id)
UNION ALL SELECT 'files that no answer names', count(*) FROM stored_files f
  WHERE NOT EXISTS (SELECT 1 FROM answers a WHERE a.file_id = f.id)
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
# Confirmed registrations without messages in progress: their calendars must be current.
SETTLED = """
SELECT r.address, e.uid, e.local_start, e.starts_at FROM registrations r JOIN events e ON e.id = r.event_id
WHERE r.status = 'confirmed' AND e.state = 'published' AND NOT EXISTS (
  SELECT 1 FROM messages m WHERE m.registration_id = r.id AND m.state IN ('queued', 'failed'))
AND NOT EXISTS (SELECT 1 FROM personal_calendars p
  WHERE p.address = r.address AND p.calendar_delivery = 'personal_calendar')
"""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def invariant_violations(url, *, late=LONG_AGO, sink=None, acknowledged=(), in_flight=0):
    """Return the violated invariants, one line each.

    sink: the mail server of this installation. in_flight: messages that a killed worker may have sent without
    recording it. acknowledged: addresses whose registration was confirmed by a response.
    """
    engine = create_engine(url)
    instants = (bindparam("late", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime()))
    statement = text(STATEMENT).bindparams(*instants)
    values = {"late": late, "now": clock.now()}
    try:
        with engine.connect() as connection:
            violations = [f"{n} {what}" for what, n in connection.execute(statement, values) if n]
            people = set(connection.scalars(text("SELECT address FROM registrations")))
            sent = connection.scalars(text("SELECT mail_id FROM messages WHERE state = 'sent'"))
            sent = set(sent)
            settled = [tuple(row) for row in connection.execute(text(SETTLED))]
    finally:
        engine.dispose()
    lost = set(acknowledged) - people
    if lost:
        violations.append(f"{len(lost)} acknowledged registrations are lost")
    if sink is not None:
        arrived = {str(message_from_bytes(body)["Message-ID"]) for _, body in list(sink.taken)}
        if sent - arrived:
            violations.append(f"{len(sent - arrived)} messages are marked sent and never arrived")
        if len(arrived - sent) > in_flight:
            violations.append(f"{len(arrived - sent)} messages arrived that are not marked sent")
        violations += wrong_calendars(entries(sink.taken), settled)
    return violations


def entries(taken):
    """Return (SEQUENCE, start) of each calendar message in order, by address and UID."""
    sent_entries = defaultdict(list)
    for to, body in list(taken):
        for part in message_from_bytes(body).walk():
            if part.get_content_type() == "text/calendar":
                text = part.get_payload(decode=True).decode().replace("\r\n ", "")
                text = text.partition("BEGIN:VEVENT")[2]  # skip DTSTART of the time zones
                uid, sequence = (
                    re.search(r"\nUID:(.+)\r", text)[1],
                    re.search(r"\nSEQUENCE:(\d+)", text),
                )
                start = re.search(r"\nDTSTART[^:]*:(\d+)T?(\d*Z?)", text)
                sent_entries[to, uid].append((int(sequence[1]), start[1] + start[2]))
    return sent_entries


def wrong_calendars(sent_entries, settled):
    """Return the calendars whose sequence decreased or whose start is out of date."""
    falling = [
        sequence
        for sequence in sent_entries.values()
        if sequence != sorted(sequence, key=lambda one: one[0])
    ]
    violations = [f"{len(falling)} calendars were told a lower SEQUENCE"] if falling else []
    wrong = [
        (to, uid)
        for to, uid, local_start, starts_at in settled
        if not sent_entries.get((to, uid))
        or sent_entries[to, uid][-1][1] not in {_digits(local_start), f"{_digits(starts_at)}Z"}
    ]
    return (
        [*violations, f"{len(wrong)} calendars do not say what is so: {wrong[:3]}"]
        if wrong
        else violations
    )


def _digits(start):
    """Return a stored date and time as in calendar text."""
    return re.sub(r"\D", "", str(start))[:14]

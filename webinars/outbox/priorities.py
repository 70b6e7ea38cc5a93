"""Priorities of messages: a higher one is sent sooner. That of e-mails to single registrants is 0."""

# E-mails that a person is waiting for.
AWAITED = 10
# One message that is fanned out takes one short transaction. It goes before e-mails, so that those still
# queued are rendered from the new state of the event, and reminders do not wait behind them.
FAN_OUT = 10
# Notices to organisers wait until registrants have been notified.
NOTICE_TO_ORGANISER = -1
# E-mails to many people go after confirmations of new registrations.
BULK = -2
# Reminders a day ahead go after those an hour ahead.
EARLY_REMINDER = -3
# Messages that organisers write go last of all.
OWN_MESSAGE = -4
# One that is queued in batches lets the e-mails to single registrants pass between two of them.
FURTHER_BATCH = 0

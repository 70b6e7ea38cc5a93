"""Messages that organisers write to the registrants of an event: text, recipients, time, sending."""

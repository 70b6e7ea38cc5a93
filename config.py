"""Every setting: name, default, unit. Read from WEBINARS_<NAME> in the environment; see docs/settings.md."""

from webinars.settings import number, text, words

# Who and where we are
BASE_URL = text("BASE_URL", "http://127.0.0.1:8000")  # loopback means trying out, else production
SITE_NAME = text("SITE_NAME", "Webinars")
ZONE = text("ZONE", "Europe/Zurich")  # shown to readers whose zone is not known
LANGUAGES = words("LANGUAGES", "en")  # the first one for readers who ask for none of them

# What is kept where
DATA = text(
    "DATA", "./var"
)  # SQLite file, mail as files, the key of an installation for trying out
DATABASE_URL = text("DATABASE_URL", "")  # empty: an SQLite file in DATA
SECRET_KEY = text("SECRET_KEY", "")  # signs sessions and links; made once in DATA unless production
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", "")  # older keys that are still accepted

# Mail
SMTP_URL = text("SMTP_URL", "")  # empty: files in DATA/mail
MAIL_FROM = text("MAIL_FROM", "webinars@localhost")
REPLY_ADDRESS = text("REPLY_ADDRESS", "")  # empty: replies of calendars are not read
IMAP_URL = text("IMAP_URL", "")  # the mailbox behind it; empty: mails are handed over by a pipe
OUTBOX_LEASE_SECONDS = number(
    "OUTBOX_LEASE_SECONDS", 120, least=10
)  # a worker's time for a message
# Budgets of e-mail, each for an hour that ends now
MAILBOX_EMAILS_PER_HOUR = number("MAILBOX_EMAILS_PER_HOUR", 20, least=1)
EVENT_EMAILS_PER_HOUR = number("EVENT_EMAILS_PER_HOUR", 3, least=1)  # of one event to one mailbox
CLIENT_EMAILS_PER_HOUR = number("CLIENT_EMAILS_PER_HOUR", 60, least=1)  # caused without sign-in
ORGANISER_NOTICES_PER_HOUR = number("ORGANISER_NOTICES_PER_HOUR", 10)  # then one digest

# The door
CLIENT_REGISTRATIONS_PER_HOUR = number(
    "CLIENT_REGISTRATIONS_PER_HOUR", 60, least=1
)  # of one client, for one event
PROXY_HOPS = number("PROXY_HOPS", 0)  # how many proxies stand in front of us and are trusted
SECURITY_CONTACT = text("SECURITY_CONTACT", "")  # for security.txt: an address or a URL

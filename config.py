"""Every setting: name, default, unit; read from WEBINARS_<NAME> in the environment; see docs/settings.md."""

# Defaults that a module's rules define are imported from it.

from webinars.outbox import email_budgets, message_leases
from webinars.registrations import client_limits
from webinars.settings import number, text, words

# Identity
BASE_URL = text("BASE_URL", "http://127.0.0.1:8000")  # loopback: trial, else production
SITE_NAME = text("SITE_NAME", "Webinars")
DEFAULT_TIMEZONE = text(
    "DEFAULT_TIMEZONE", "Europe/Zurich"
)  # for visitors whose time zone is not known
LANGUAGES = words("LANGUAGES", "en")  # the first one is for visitors who request none of them

# Storage
DATA_DIR = text(
    "DATA_DIR", "./var"
)  # SQLite file, e-mails as files, the key of a trial installation
DATABASE_URL = text("DATABASE_URL", "")  # empty: an SQLite file in DATA_DIR
SECRET_KEY = text("SECRET_KEY", "")  # signs sessions and links; created in DATA_DIR on trial
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", "")  # older keys that are still accepted
# Files of documents
DOCUMENT_FILE_MB = number("DOCUMENT_FILE_MB", 100, least=1)  # largest file
DOCUMENT_QUOTA_MB = number("DOCUMENT_QUOTA_MB", 10_240, least=1)  # all files together
DOCUMENT_UPLOADS_MB = number(
    "DOCUMENT_UPLOADS_MB", 2_048, least=1
)  # of one account, in no document yet
DOCUMENT_DATABASE_MB = number(
    "DOCUMENT_DATABASE_MB", 10
)  # larger files: a folder of DATA_DIR with SQLite
OBJECT_STORE_URL = text(
    "OBJECT_STORE_URL", ""
)  # s3://KEY:SECRET@HOST/BUCKET/FOLDER?region=…: there instead, with webinars[s3]

# E-mail
SMTP_URL = text("SMTP_URL", "")  # empty: files in DATA_DIR/mail
MAIL_FROM = text("MAIL_FROM", "webinars@localhost")
REPLY_ADDRESS = text("REPLY_ADDRESS", "")  # empty: calendar replies are not processed
IMAP_URL = text("IMAP_URL", "")  # its mailbox; empty: e-mails are passed by LMTP or a pipe
AUTHSERV_ID = words(
    "AUTHSERV_ID", ""
)  # names of own mail servers in Authentication-Results; empty: header ignored
OUTBOX_LEASE_SECONDS = number(
    "OUTBOX_LEASE_SECONDS", message_leases.LEASE_SECONDS, least=message_leases.MIN_LEASE_SECONDS
)
# E-mail budgets, each for the past hour
MAILBOX_EMAILS_PER_HOUR = number("MAILBOX_EMAILS_PER_HOUR", email_budgets.MAILBOX_PER_HOUR, least=1)
EVENT_EMAILS_PER_HOUR = number("EVENT_EMAILS_PER_HOUR", email_budgets.EVENT_PER_HOUR, least=1)
CLIENT_EMAILS_PER_HOUR = number("CLIENT_EMAILS_PER_HOUR", email_budgets.CLIENT_PER_HOUR, least=1)
ORGANISER_NOTICES_PER_HOUR = number("ORGANISER_NOTICES_PER_HOUR", email_budgets.NOTICES_PER_HOUR)

# Access and limits
CLIENT_REGISTRATIONS_PER_HOUR = number(
    "CLIENT_REGISTRATIONS_PER_HOUR", client_limits.CLIENT_REGISTRATIONS_PER_HOUR, least=1
)
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)  # number of trusted reverse proxies in front
SECURITY_CONTACT = text("SECURITY_CONTACT", "")  # for security.txt: an address or a URL

# Second reader of announcements
READER_URL = text(
    "READER_URL", ""
)  # OpenAI-compatible, ending in /v1; empty: no text is sent anywhere
READER_KEY = text("READER_KEY", "")  # sent as a bearer token; empty: none
READER_MODEL = text("READER_MODEL", "")

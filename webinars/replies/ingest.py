"""One mail from wherever it comes, to the end: read, taken in a transaction of its own, in nobody's way."""

import logging
import traceback
from collections.abc import Iterable
from email.utils import parseaddr

from sqlalchemy.exc import InterfaceError, OperationalError

from webinars.database import transaction
from webinars.replies.actions import Outcome, take
from webinars.replies.parse_mail import UnreadableError, read_mail
from webinars.security.email_addresses import normalize_address
from webinars.site import Site

log = logging.getLogger(__name__)

# Whatever follows from these is for the operator's eyes.
TROUBLE = (Outcome.UNREADABLE, Outcome.POISONED)


def take_in(raw: bytes, site: Site, *, recipients: Iterable[str] = ()) -> Outcome:
    """Take one mail in and return what became of it; the log holds neither names nor addresses.

    Raises:
        OperationalError, InterfaceError: the database is what fails; the mail must come again.
    """
    try:
        mail = read_mail(raw, reply_address=site.reply_address, recipients=recipients)
    except UnreadableError as error:
        log.warning("a mail of %s bytes is not taken apart: %s", len(raw), error)
        return Outcome.UNREADABLE
    except Exception as error:  # noqa: BLE001 - whatever a stranger's mail raises, the others go on
        return _poisoned("unread", error)
    own = {normalize_address(parseaddr(site.mail_from)[1]), normalize_address(site.reply_address)}
    try:
        with transaction() as session:
            outcome = take(session, mail, own_addresses=own)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return _poisoned(mail.key, error)
    log.info("mail %s: %s", mail.key, outcome)
    return outcome


def _poisoned(key: str, error: Exception) -> Outcome:
    """Log where it went wrong; not what was said, which may quote the mail."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "mail %s cannot be taken: %s in %s, line %s",
        key,
        type(error).__name__,
        last.filename,
        last.lineno,
    )
    return Outcome.POISONED

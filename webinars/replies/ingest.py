"""Ingest an incoming e-mail: parse it, process it in a transaction of its own, log the outcome."""

import logging
import traceback
from collections.abc import Iterable
from email.utils import parseaddr

from sqlalchemy.exc import InterfaceError, OperationalError

from webinars.database import transaction
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import UnreadableError, parse_incoming
from webinars.replies.process_mail import process_email
from webinars.replies.reply_rules import is_same_mailbox
from webinars.security.email_addresses import normalize_address
from webinars.site import Site

log = logging.getLogger(__name__)

# Outcomes that need an operator's attention.
NEEDS_ATTENTION = (Outcome.UNREADABLE, Outcome.POISONED)


def ingest_email(raw: bytes, site: Site, *, recipients: Iterable[str] = ()) -> Outcome:
    """Ingest one e-mail and return the outcome, which is logged without names and addresses.

    Raises:
        OperationalError, InterfaceError: the database failed; the e-mail must be delivered again.
    """
    try:
        mail = parse_incoming(
            raw,
            reply_address=site.reply_address,
            recipients=recipients,
            authserv_ids=site.authserv_ids,
        )
    except UnreadableError as error:
        log.warning("an e-mail of %s bytes cannot be parsed: %s", len(raw), error)
        return Outcome.UNREADABLE
    except Exception as error:  # noqa: BLE001 - whatever a stranger's mail raises, the others go on
        return _log_failure("unread", error)
    try:
        with transaction() as session:
            outcome = process_email(session, mail, own_addresses=_own_addresses(site))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return _log_failure(mail.key, error)
    log.info("e-mail %s: %s", mail.key, outcome)
    return outcome


def is_own_address(site: Site, address: str) -> bool:
    """Return whether e-mail to an address is for us: replies, or bounces of what we sent."""
    return any(is_same_mailbox(address, own) for own in _own_addresses(site))


def _own_addresses(site: Site) -> set[str]:
    return {normalize_address(parseaddr(site.mail_from)[1]), normalize_address(site.reply_address)}


def _log_failure(key: str, error: Exception) -> Outcome:
    """Log the place of an exception, not its message, which may quote the e-mail."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "e-mail %s cannot be processed: %s in %s, line %s",
        key,
        type(error).__name__,
        last.filename,
        last.lineno,
    )
    return Outcome.POISONED

"""Rate limits per client and per address, and the client that a request counts for."""

# Counters are in a table, so that all processes and servers share them. With SQLite only the number of forms
# per client is counted in the memory of each process: every form counts, and a write for each would make
# them wait for one another.
#
# The client is the IPv4 address or IPv6 /64 of the request (see http/client_address.py).

import hmac
import math

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from webinars.registrations.client_limits import Client
from webinars.security import client_keys
from webinars.timezones import clock
from webinars.web.core.rate_limits import database_storage, memory_storage

# Limits of one page stand beside what is limited: sign_in.py, organiser/team.py, public/comments.py.
FORM_LIMIT = "600 per minute"
# A search costs up to ten times as much CPU as its list, and no cache helps with ever new words.
SEARCH_LIMIT = "600 per minute"
# KiB: rendering a feed costs CPU in proportion to its length, about 45 ms per MiB with a reader's time zone.
RENDERED_FEED_LIMIT = f"{64 * 1024} per minute"
# Drawing a picture costs 20 to 40 ms of CPU; cached pictures and 304 responses do not count.
DRAWN_PICTURE_LIMIT = "120 per minute"
# Each may send hundreds of megabytes.
DOCUMENT_ZIP_LIMIT = "20 per minute"


def init_app(app: Flask) -> None:
    """Count every submitted form per client."""
    table = FixedWindowRateLimiter(database_storage.DatabaseStorage())
    is_shared = app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    memory = FixedWindowRateLimiter(memory_storage.MemoryStorage())
    app.extensions["webinars-limiter"] = table
    app.extensions["webinars-form-limiter"] = table if is_shared else memory
    # In memory whatever the database: they protect the CPU of one process, and reading writes nothing.
    app.extensions["webinars-cpu-limiter"] = FixedWindowRateLimiter(memory_storage.MemoryStorage())
    app.config.setdefault("FORMS_LIMIT", FORM_LIMIT)
    app.config.setdefault("SEARCHES_LIMIT", SEARCH_LIMIT)
    app.config.setdefault("RENDERED_FEEDS_LIMIT", RENDERED_FEED_LIMIT)
    app.config.setdefault("DRAWN_PICTURES_LIMIT", DRAWN_PICTURE_LIMIT)
    app.config.setdefault("DOCUMENT_ZIPS_LIMIT", DOCUMENT_ZIP_LIMIT)
    app.before_request(_count_form)


def client_key() -> str:
    """Return the key by which every limit per client counts."""
    return client_keys.client_key(request.remote_addr or "")


def client_digest() -> str:
    """Return the pseudonym that is stored for the client; its IP address cannot be derived from it."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"client {client_key()}".encode(), "sha256").hexdigest()[:24]


def client_of_request() -> Client:
    """Return the client of a registration, and its limit per event and hour."""
    return Client(client_digest(), current_app.config["CLIENT_REGISTRATIONS_PER_HOUR"])


def count_use(limit: RateLimitItem, *key: str) -> None:
    """Count one use of a limit.

    Raises:
        TooManyRequests: the limit is exceeded; retry_after is in seconds.
    """
    _count_use(current_app.extensions["webinars-limiter"], limit, *key)


def count_in_memory(limit: RateLimitItem, *key: str) -> None:
    """Count one use of a limit in the memory of this process: a row for each would cost more than the use.

    Raises:
        TooManyRequests: the limit is exceeded; retry_after is in seconds.
    """
    _count_use(current_app.extensions["webinars-cpu-limiter"], limit, *key)


def count_search() -> None:
    """Count one search of the client.

    Raises:
        TooManyRequests: the limit is exceeded.
    """
    limit = parse(current_app.config["SEARCHES_LIMIT"])
    _count_use(current_app.extensions["webinars-cpu-limiter"], limit, "searches", client_key())


def count_drawn_picture() -> None:
    """Count one picture that is drawn for the client.

    Raises:
        TooManyRequests: the limit is exceeded.
    """
    limit = parse(current_app.config["DRAWN_PICTURES_LIMIT"])
    _count_use(current_app.extensions["webinars-cpu-limiter"], limit, "pictures", client_key())


def count_document_zip() -> None:
    """Count one ZIP of documents that is sent to the client.

    Raises:
        TooManyRequests: the limit is exceeded.
    """
    limit = parse(current_app.config["DOCUMENT_ZIPS_LIMIT"])
    _count_use(current_app.extensions["webinars-cpu-limiter"], limit, "zips", client_key())


def check_feed_rendering() -> None:
    """Check that a feed may be rendered for the client; cached feeds and 304 responses do not count.

    Raises:
        TooManyRequests: the limit is exceeded; retry_after is in seconds.
    """
    limiter: FixedWindowRateLimiter = current_app.extensions["webinars-cpu-limiter"]
    limit = parse(current_app.config["RENDERED_FEEDS_LIMIT"])
    key = ("feeds", client_key())
    if not limiter.test(limit, *key):
        raise _too_many_requests(limiter, limit, *key)


def count_rendered_feed(content: bytes) -> None:
    """Count the length of a feed that was rendered for the client."""
    limiter: FixedWindowRateLimiter = current_app.extensions["webinars-cpu-limiter"]
    limit = parse(current_app.config["RENDERED_FEEDS_LIMIT"])
    limiter.hit(limit, "feeds", client_key(), cost=len(content) // 1024)


def may_parse_rejected_form() -> bool:
    """Return whether a form over the limit is parsed, so that its error page can return the values.

    Forms are counted before they are parsed. As many rejected forms are parsed as are accepted; the rest of a
    flood is answered without parsing.
    """
    limiter: FixedWindowRateLimiter = current_app.extensions["webinars-form-limiter"]
    return limiter.hit(_form_limit(), "handed back", client_key())


def _count_form() -> None:
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        _count_use(
            current_app.extensions["webinars-form-limiter"], _form_limit(), "forms", client_key()
        )


def _count_use(limiter: FixedWindowRateLimiter, limit: RateLimitItem, *key: str) -> None:
    if not limiter.hit(limit, *key):
        raise _too_many_requests(limiter, limit, *key)


def _too_many_requests(
    limiter: FixedWindowRateLimiter, limit: RateLimitItem, *key: str
) -> TooManyRequests:
    resets_at = limiter.get_window_stats(limit, *key).reset_time
    seconds = max(1, math.ceil(resets_at - clock.now().timestamp()))
    return TooManyRequests(retry_after=min(seconds, limit.get_expiry()))


def _form_limit() -> RateLimitItem:
    return parse(current_app.config["FORMS_LIMIT"])

"""How often one caller may ask: counted in a table, so that all processes and machines count together."""

# Only how many forms one client sends is counted in memory with SQLite, each process for itself:
# it is asked of
# every form, and there a write would make all of them wait for one another.
#
# The client is the IPv4 address or IPv6 /64 that connected, or with TRUSTED_PROXIES the one that so
# many trusted
# proxies report; nothing a client writes into its own headers changes it.

import hmac
import math

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from webinars.registrations.rules import Client
from webinars.security import clients
from webinars.timezones import clock
from webinars.web.core import rate_limit_memory, rate_limit_table

SIGN_IN_LINKS = parse("5 per 15 minutes")
# A whole conference may share one address of the network; what waits at one event is limited besides.
COMMENTS = parse("30 per hour")
FORMS = "600 per minute"


def init_app(app: Flask) -> None:
    """Count every form that is sent, per client."""
    hops = app.config["TRUSTED_PROXIES"]
    if hops > 0:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0
        )
    table = FixedWindowRateLimiter(rate_limit_table.TableStorage())
    is_shared = app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    memory = FixedWindowRateLimiter(rate_limit_memory.MemoryStorage())
    app.extensions["webinars-limiter"] = table
    app.extensions["webinars-form-limiter"] = table if is_shared else memory
    app.config.setdefault("FORMS_LIMIT", FORMS)
    app.before_request(_count_form)


def client_key() -> str:
    """Return the key of the client that sent the request; every limit per client counts by it."""
    return clients.client_key(request.remote_addr or "")


def client_digest() -> str:
    """Return what is stored of the client while what it caused is counted: no address can be read from it."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"client {client_key()}".encode(), "sha256").hexdigest()[:24]


def client() -> Client:
    """Return the client that asks to be registered, with how often an hour one event takes it."""
    return Client(client_digest(), current_app.config["CLIENT_REGISTRATIONS_PER_HOUR"])


def spend(limit: RateLimitItem, *whose: str) -> None:
    """Count one use of a limit.

    Raises:
        TooManyRequests: the limit is used up; its retry_after says for how many seconds.
    """
    _spend(current_app.extensions["webinars-limiter"], limit, *whose)


def reads_once_more() -> bool:
    """Tell whether a form that came too often is read all the same, for its page to hand back.

    Every form is counted before anything of it is read, and what is read here costs no more than a form that
    is taken. So as many again are read, and the rest of a flood is answered unread.
    """
    limiter: FixedWindowRateLimiter = current_app.extensions["webinars-form-limiter"]
    return limiter.hit(_forms(), "handed back", client_key())


def _count_form() -> None:
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        _spend(current_app.extensions["webinars-form-limiter"], _forms(), "forms", client_key())


def _spend(limiter: FixedWindowRateLimiter, limit: RateLimitItem, *whose: str) -> None:
    if not limiter.hit(limit, *whose):
        free_at = limiter.get_window_stats(limit, *whose).reset_time
        wait = max(1, math.ceil(free_at - clock.now().timestamp()))
        raise TooManyRequests(retry_after=min(wait, limit.get_expiry()))


def _forms() -> RateLimitItem:
    return parse(current_app.config["FORMS_LIMIT"])

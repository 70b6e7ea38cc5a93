"""Runs the product with planted flaws: python -m tests.adversary.flaws NAMES serve …

A flaw replaces one function before the modules that use it are imported. Nothing of this is in the product.
"""

import sys

from flask import request

from webinars.capabilities import link_revocation
from webinars.events import queries as events
from webinars.outbox import budget_ledger
from webinars.registrations import cancellation
from webinars.registrations.organiser import removal
from webinars.web.core.security import endpoint_policies


def no_owner_check():
    """Skip the ownership check of events."""
    events.organised_event = lambda session, _organiser, event_id, _role: events.event_by_id(
        session, event_id
    )


def nothing_is_revoked():
    """Never revoke links."""
    link_revocation.revoke_links = lambda *_given, **_named: None


def tokens_are_logged():
    """Print the token of each private link to standard error, bypassing the log filter."""
    init_app = endpoint_policies.init_app

    def note():
        token = (request.view_args or {}).get("token")
        if token:
            sys.stderr.write(f"request with token {token}\n")

    def init(app):
        app.before_request(note)
        init_app(app)

    endpoint_policies.init_app = init


def removals_are_cancellations():
    """Allow removed registrants to register again."""
    removal.remove_registration = cancellation.cancel_on_behalf


def no_client_limit():
    """Accept any number of registrations from one client."""
    budget_ledger.spend_one = lambda *_given: []


def no_email_budget():
    """Send all e-mail without a budget."""
    budget_ledger.spend = lambda *_given: {}


# Each flaw, and the beginning of the violation it must cause.
FLAWS = {
    "no-owner-check": (no_owner_check, "another organiser's "),
    "nothing-is-revoked": (nothing_is_revoked, "an old "),
    "tokens-are-logged": (tokens_are_logged, "registrations link in application"),
    "removals-are-cancellations": (
        removals_are_cancellations,
        "a removed person is registered again",
    ),
    "no-client-limit": (no_client_limit, "a /64 registers more often"),
    "no-burst-limit": (no_client_limit, "one client has too many unverified places"),
    "no-email-budget": (no_email_budget, "a mailbox gets more than its budget by event"),
}
# Flaws that are detected only by the checks at the end of a run.
AT_THE_END = {"removals-are-cancellations", "no-client-limit", "no-burst-limit", "no-email-budget"}


def main():
    """Plant the named flaws, then run the webinars command."""
    names, sys.argv[1:] = sys.argv[1].split(","), sys.argv[2:]
    for name in names:
        FLAWS[name][0]()
    from webinars.cli import main as command  # noqa: PLC0415 - what it imports finds the flaws

    command()


if __name__ == "__main__":
    main()

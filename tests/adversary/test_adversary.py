"""A short adversary run on each database; `make adversary` runs for ten minutes."""

from tests.adversary.__main__ import report
from tests.adversary.flaws import AT_THE_END, FLAWS
from tests.adversary.installation import DATABASES
from tests.adversary.organisers import DIRECTED, ENDING
from tests.adversary.runner import run_on, run_on_each

# On each of two databases, so that a quick machine does not spend more CPU time than a slow one.
MAX_ACTIONS = 100
SECONDS = 120
PATIENCE_SECONDS = 240  # until each planted flaw is found
SEED = 4711
# Reached within that time, and more than the unverified registrations allowed.
MAX_REGISTRATIONS = 15


def test_run_finds_no_violation():
    # What was not counted fails only the long run.
    result, missing = run_on_each(
        DATABASES, SECONDS, SEED, min_count=1, max_actions=MAX_ACTIONS, max_registrations=MAX_REGISTRATIONS,
    )  # fmt: skip

    print(report(result, missing))  # noqa: T201 - the figures
    assert result.violations == []
    assert min(sum(counts.values()) for counts in result.counts.values()) > 0
    assert result.revoked_links > 0
    assert result.removed > 0
    assert result.counts["attack"]["registrations from a /64 refused"] > 0


def test_actors_name_existing_endpoints(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= DIRECTED | ENDING


def test_planted_flaws_are_found():
    run = run_on(
        "sqlite", 5, "flaws", flaw=",".join(FLAWS), is_complete=lambda run: missed(run) <= AT_THE_END,
        patience=PATIENCE_SECONDS, max_registrations=MAX_REGISTRATIONS,
    )  # fmt: skip

    assert missed(run) == set(), sorted(run.violations)


def missed(run):
    """Return the planted flaws that were not reported."""
    return {
        flaw
        for flaw, (_, begins) in FLAWS.items()
        if not any(violation.startswith(begins) for violation in run.violations)
    }

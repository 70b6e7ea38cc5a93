"""A minute of the adversary run, half of it on each database: make adversary plays for ten."""

from tests.adversary.__main__ import report
from tests.adversary.flaws import AT_THE_END, FLAWS
from tests.adversary.organisers import DIRECTED, ENDING
from tests.adversary.play import play, play_on_each
from tests.adversary.stage import KINDS

SECONDS, PATIENCE_SECONDS = 40, 240
SEED = 4711
# Reached within those seconds, and more than the places that may stay unverified.
MOST_REGISTRATIONS = 15


def test_nobody_gets_at_what_is_not_theirs():
    # How often each thing is played is asked of the ten minutes: here it would take luck, or as long.
    result, missing = play_on_each(
        KINDS, SECONDS, SEED, least=0, most_registrations=MOST_REGISTRATIONS
    )

    print(report(result, missing))  # noqa: T201 - the figures
    assert result.wrong == []
    assert min(sum(counts.values()) for counts in result.played.values()) > 0
    assert result.dead_links > 0
    assert result.removed > 0
    assert result.played["attack"]["registrations from a /64 refused"] > 0


def test_actors_name_routes_that_exist(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= DIRECTED | ENDING


def test_planted_flaws_are_found():
    run = play(
        "sqlite", 5, "flaws", flaw=",".join(FLAWS), is_enough=lambda run: missed(run) <= AT_THE_END,
        patience=PATIENCE_SECONDS, most_registrations=MOST_REGISTRATIONS,
    )  # fmt: skip

    assert missed(run) == set(), sorted(run.wrong)


def missed(run):
    """Return the flaws that were not reported."""
    return {
        flaw
        for flaw, (_, begins) in FLAWS.items()
        if not any(violation.startswith(begins) for violation in run.wrong)
    }

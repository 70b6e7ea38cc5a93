"""A minute of the adversary run, half of it on each database: make adversary plays for ten."""

from tests.adversary.__main__ import report
from tests.adversary.flaws import FLAWS
from tests.adversary.play import play, play_on_each
from tests.adversary.stage import KINDS

SECONDS, PATIENCE_SECONDS = 40, 240
SEED = 4711


def test_nobody_gets_at_what_is_not_theirs():
    # How often each thing is played is asked of the ten minutes: here it would take luck, or as long.
    result, missing = play_on_each(KINDS, SECONDS, SEED, least=0)

    print(report(result, missing))  # noqa: T201 - the figures
    assert result.wrong == []
    assert min(sum(counts.values()) for counts in result.played.values()) > 0
    assert result.dead_links > 0


def test_planted_flaws_are_found():
    run = play(
        "sqlite", 5, "flaws", flaw=",".join(FLAWS), is_enough=found_all, patience=PATIENCE_SECONDS
    )

    assert found_all(run), sorted(run.wrong)


def found_all(run):
    """Tell whether each flaw was reported."""
    return all(any(each.startswith(begins) for each in run.wrong) for _, begins in FLAWS.values())

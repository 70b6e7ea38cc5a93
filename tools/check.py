"""What make check asks beside ruff, mypy and the import rule."""

import logging
import sys
import tempfile
from collections.abc import Callable

from tools import i18n_check, source_checks, template_lint
from webinars.app import create_app


def every_endpoint_has_a_policy() -> list[str]:
    """Build the application, which refuses to start with an endpoint that has no line in the policy table."""
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        try:
            create_app(DATA_DIR=folder)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is what we report
            return [f"the application does not start: {error}"]
    return []


CHECKS: tuple[Callable[[], list[str]], ...] = (
    *source_checks.RULES,
    template_lint.all_faults,
    i18n_check.faults,
    every_endpoint_has_a_policy,
)


def main() -> int:
    """Print what breaks a rule; 1 if anything does."""
    faults = [line for check in CHECKS for line in check()]
    for line in faults:
        print(line)
    print(f"{len(CHECKS)} source checks: {len(faults) or 'no'} violations")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""The project checks of make check, in addition to ruff, mypy and the import contracts."""

import logging
import sys
import tempfile
from collections.abc import Callable

from tools import i18n_check, source_checks, template_lint
from webinars.app import create_app


def every_endpoint_has_a_policy() -> list[str]:
    """Build the application, which fails for an endpoint without an entry in the policy table."""
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
    i18n_check.message_faults,
    every_endpoint_has_a_policy,
)


def main() -> int:
    """Print violations; return 1 if there are any."""
    faults = [line for check in CHECKS for line in check()]
    for line in faults:
        print(line)
    print(f"{len(CHECKS)} source checks: {len(faults) or 'no'} violations")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

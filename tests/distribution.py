"""Distribution of tests to processes: file by file, and everything that starts servers to one process."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# Servers and browsers measure and wait: two groups of them at once would disturb each other.
SERVERS = (
    "tests/adversary/",
    "tests/browser/",
    "tests/emails/test_messages_in_browser.py",
    "tests/faults/",
    "tests/load/",
)


def unit_of(nodeid: str) -> str:
    """Return the name of the unit that a test is distributed with: the servers, or its file."""
    path = nodeid.split("::", 1)[0]
    return "servers" if path.startswith(SERVERS) else path


class FileScheduling(LoadScopeScheduling):
    """Assign units to processes in the order of collection; pytest-xdist calls them scopes.

    Not its groups: pytest-xdist 3.8 stores them where pytest 9.2 no longer reads them.
    """

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Return what distributes the tests to processes."""
    return FileScheduling(config, log)


def pytest_configure(config):
    """Report no set-up or clean-up that passed: its reports are two thirds of all, and nothing prints them."""
    if config.getoption("durations") or config.getoption("xmlpath", default=None):
        return  # these need them
    for plugin in config.pluginmanager.get_plugins():
        if type(plugin).__name__ == "WorkerInteractor":  # its module is run, not imported
            plugin.sendevent = without_passed_steps(plugin.sendevent)


def without_passed_steps(send):
    """Return a function that sends all events but the reports of a set-up or clean-up that passed."""

    def sendevent(name, **fields):
        report = fields.get("data") if name == "testreport" else None
        if not report or report["when"] == "call" or report["outcome"] != "passed":
            send(name, **fields)

    return sendevent


def pytest_collection_modifyitems(items):
    """Run servers first, because they take longest."""
    items.sort(key=lambda item: unit_of(item.nodeid) != "servers")

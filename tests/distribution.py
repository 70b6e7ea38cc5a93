"""Distribution of tests to processes: file by file, all browsers to one process, and all servers under load."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# What starts servers under load measures and waits: two of it at once would disturb each other. So would two
# browsers, but not a browser and a load: they wait for what happens, and no time is asserted.
GROUPS = {
    "browsers": ("tests/browser/", "tests/emails/test_messages_in_browser.py"),
    "servers": ("tests/adversary/", "tests/faults/", "tests/load/"),
}


def unit_of(nodeid: str) -> str:
    """Return the name of the unit that a test is distributed with: a group, or its file."""
    path = nodeid.split("::", 1)[0]
    groups = (name for name, paths in GROUPS.items() if path.startswith(paths))
    return next(groups, path)


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
    """Run the groups first, because they take longest."""
    order = {name: position for position, name in enumerate(GROUPS)}
    items.sort(key=lambda item: order.get(unit_of(item.nodeid), len(order)))

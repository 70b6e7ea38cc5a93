"""Files stay whole on one process of the tests; browsers share one, and so do servers under load."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.distribution import GROUPS

ROOT = Path(__file__).parent.parent
FILES = ("browser/test_a", "browser/test_b", "faults/test_c", "load/test_d", "web/test_e")
OPTIONS = (
    *("-p", "xdist", "-p", "tests.distribution", "-n", "2", "--dist", "loadfile"),
    *("--import-mode", "importlib", "-c", "/dev/null", "--rootdir", "."),
)
TEST = """
from pathlib import Path

import pytest

@pytest.mark.parametrize("number", range(9))
def test_process(worker_id, number):
    with Path({path!r}).open("a") as file:
        print({name!r}, worker_id, file=file)
"""


STEPS = """
import pytest

@pytest.fixture
def step(request):
    assert request.param != "set-up"
    yield
    assert request.param != "clean-up"

@pytest.mark.parametrize("step", ["none", "set-up", "clean-up"], indirect=True)
def test_step(step):
    pass
"""
COUNT = """
steps = []

def pytest_runtest_logreport(report):
    steps.append((report.when, report.outcome))

def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"{len(steps)} reports, {steps.count(('setup', 'passed'))} of set-ups that passed")
"""


def test_files_of_groups_exist():
    paths = [path for group in GROUPS.values() for path in group]

    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_two_processes_share_no_file_and_no_group(tmp_path):
    processes = defaultdict(set)
    for name in FILES:
        path = tmp_path / f"tests/{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEST.format(path=str(tmp_path / "processes"), name=name))

    run = run_tests(tmp_path)

    assert "45 passed" in run.stdout, run.stdout + run.stderr
    for line in (tmp_path / "processes").read_text().splitlines():
        name, process = line.split()
        processes[name].add(process)
    assert {len(of_file) for of_file in processes.values()} == {1}
    assert processes["browser/test_a"] == processes["browser/test_b"]
    assert processes["faults/test_c"] == processes["load/test_d"]
    assert processes["browser/test_a"] != processes["load/test_d"]


def test_failures_of_set_up_and_clean_up_are_reported_but_not_their_success(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_steps.py").write_text(STEPS)
    (tmp_path / "conftest.py").write_text(COUNT)

    run = run_tests(tmp_path)

    assert "2 passed, 2 errors" in run.stdout, run.stdout + run.stderr
    assert "4 reports, 0 of set-ups that passed" in run.stdout


def run_tests(folder):
    """Run the tests of a folder in two processes, with the rules of tests/distribution.py."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, "tests"],
        cwd=folder,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

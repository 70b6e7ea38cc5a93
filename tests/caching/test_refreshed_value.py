"""A shared value is loaded again when it is too old, or at once."""

import threading
from datetime import timedelta

import pytest

from webinars.caching.refreshed_value import RefreshedValue

SECOND = timedelta(seconds=1)


def test_value_is_loaded_once_until_it_is_too_old():
    loads = iter(range(5))
    shared = RefreshedValue(-1, 10 * SECOND)
    values = []

    for at in (0, 9, 10, 19, 20):
        shared.refresh(at * SECOND, lambda: next(loads))
        values.append(shared.value)

    assert values == [0, 0, 1, 1, 2]


def test_value_is_loaded_at_once_if_its_source_was_changed():
    loads = iter(range(5))
    shared = RefreshedValue(-1, 10 * SECOND)
    shared.refresh(SECOND, lambda: next(loads))

    shared.refresh(SECOND, lambda: next(loads), at_once=True)

    assert shared.value == 1


def test_version_counts_values_that_differ():
    values = iter("aabbb")
    shared = RefreshedValue("a", SECOND)

    for at in range(5):
        shared.refresh(at * SECOND, lambda: next(values))

    assert (shared.value, shared.version) == ("b", 1)


def test_failed_load_keeps_the_value_and_is_tried_again():
    shared = RefreshedValue("initial", SECOND)

    with pytest.raises(ZeroDivisionError):
        shared.refresh(SECOND, lambda: 1 / 0)

    assert shared.value == "initial"
    shared.refresh(SECOND, lambda: "loaded")
    assert shared.value == "loaded"


def test_others_go_on_with_the_former_value_while_one_thread_loads():
    shared = RefreshedValue("former", SECOND, loaded_at=timedelta(0))
    is_loading, may_finish = threading.Event(), threading.Event()

    def load_slowly():
        is_loading.set()
        may_finish.wait(30)
        return "new"

    thread = threading.Thread(target=shared.refresh, args=(SECOND, load_slowly))
    thread.start()
    is_loading.wait(30)
    shared.refresh(SECOND, lambda: "second load")
    meanwhile = shared.value
    may_finish.set()
    thread.join()

    assert (meanwhile, shared.value) == ("former", "new")

"""A value is loaded again when it is too old, or was forgotten."""

from datetime import timedelta

from webinars.caching.timed_value import TimedValue

SECOND = timedelta(seconds=1)


def test_value_is_loaded_once_until_it_is_too_old():
    loads = iter(range(5))
    value = TimedValue(10 * SECOND)

    results = [value.get(at * SECOND, lambda: next(loads)) for at in (0, 9, 10, 19, 20)]

    assert results == [0, 0, 1, 1, 2]


def test_forgotten_value_is_loaded_again():
    loads = iter(range(5))
    value = TimedValue(10 * SECOND)
    value.get(SECOND, lambda: next(loads))

    value.clear()

    assert value.get(SECOND, lambda: next(loads)) == 1

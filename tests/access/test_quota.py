"""Quota of a delegation."""

from hypothesis import given
from hypothesis import strategies as st

from webinars.access.quota import quota_left


@given(st.none() | st.integers(0, 50), st.integers(0, 60))
def test_quota_left_is_never_negative(quota, used):
    left = quota_left(quota, used)

    assert left is None if quota is None else left == max(quota - used, 0)

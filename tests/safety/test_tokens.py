"""Personal links: for one row, one purpose and one generation, as long as the key that signed them is kept."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from webinars.safety import tokens

KEYS = ("the key in use", "an older key")
numbers = st.integers(min_value=1, max_value=2**31 - 1)


@given(numbers, numbers)
def test_a_token_names_its_row_and_its_generation(row_id, generation):
    assert tokens.read("join", tokens.sign("join", row_id, generation, KEYS), KEYS) == (
        row_id,
        generation,
    )


@pytest.mark.parametrize("row_id", [1, 17, 12345, 2**31 - 1])
def test_links_that_were_mailed_before_stay_the_same(row_id):
    serializer = URLSafeSerializer(
        KEYS[0],
        salt="webinars.manage",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )

    assert tokens.sign("manage", row_id, 1, KEYS) == serializer.dumps([row_id, 1])


def test_a_token_is_good_for_its_purpose_alone():
    assert tokens.read("manage", tokens.sign("join", 1, 1, KEYS), KEYS) is None


def test_a_token_signed_with_a_key_that_was_in_use_is_read_until_the_key_goes():
    old = tokens.sign("join", 1, 1, KEYS[1:])

    assert tokens.read("join", old, KEYS) == (1, 1)
    assert tokens.read("join", old, KEYS[:1]) is None
    assert tokens.sign("join", 1, 1, KEYS) != old


@pytest.mark.parametrize("token", ["", "x", "WzEsMV0", "WzEsMV0.", "WzEsMV0.x", "é", "x" * 300])
def test_what_is_not_a_token_is_nobody_s(token):
    assert tokens.read("join", token, KEYS) is None

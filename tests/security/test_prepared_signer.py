"""A prepared signer signs what its serializer accepts, with the newest of its keys."""

from itsdangerous import URLSafeTimedSerializer

from webinars.security.prepared_signer import PreparedSigner


def test_serializer_accepts_what_the_prepared_signer_signed_with_the_newest_key():
    both = URLSafeTimedSerializer(["old", "new"], salt="of a test")
    value = {"name": "Ana", "numbers": [1, 2], "long": "a" * 200}

    signed = PreparedSigner(both).sign(value)

    assert URLSafeTimedSerializer("new", salt="of a test").loads(signed, max_age=60) == value

"""Sign values as a serializer of itsdangerous does, which would make its signer anew for each value."""

from typing import Any

from itsdangerous import URLSafeTimedSerializer


class PreparedSigner:
    """Signs values by a serializer; what is signed with another key of the serializer is not its concern."""

    def __init__(self, serializer: URLSafeTimedSerializer) -> None:
        self._serializer = serializer
        self._signer = serializer.make_signer(serializer.salt)

    def sign(self, value: Any) -> str:
        """Return what the serializer's dumps() returns for a value."""
        return self._signer.sign(self._serializer.dump_payload(value)).decode()

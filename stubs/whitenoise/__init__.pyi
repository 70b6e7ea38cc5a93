from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

class WhiteNoise:
    def __init__(
        self,
        application: WSGIApplication,
        root: str | None = None,
        prefix: str | None = None,
        *,
        immutable_file_test: Callable[[str, str], bool] | str | None = None,
        **options: Any,
    ) -> None: ...
    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]: ...

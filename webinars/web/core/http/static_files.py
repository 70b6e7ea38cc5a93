"""Static files, cached for ever: their path contains the hash of all of them."""

import hashlib

from flask import Flask
from whitenoise import WhiteNoise

from webinars import paths

TAG_DIGITS = 10


def init_app(app: Flask) -> None:
    """Serve the files with far-future caching, outside Flask."""
    prefix = f"{app.static_url_path}/".lstrip("/")

    def immutable(_path: str, url: str) -> bool:
        return url.startswith(f"/{prefix}")

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(paths.STATIC), prefix=prefix, immutable_file_test=immutable
    )


def files_hash() -> str:
    """Return the first hexadecimal digits of the hash over all static files."""
    digest = hashlib.sha256()
    for path in sorted(paths.STATIC.rglob("*")):
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            digest.update(path.relative_to(paths.STATIC).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:TAG_DIGITS]

"""The caches of the application that answers the current request."""

from flask import Flask, current_app

from webinars.caching.response_caches import ResponseCaches, caches_of_one

_EXTENSION = "response_caches"


def init_app(app: Flask) -> None:
    """Attach empty caches to the app."""
    app.extensions[_EXTENSION] = ResponseCaches()


def init_caches_of_process(app: Flask, processes: int) -> None:
    """Attach empty caches for one of several processes, which together keep the bounds of one."""
    app.extensions[_EXTENSION] = caches_of_one(processes)


def response_caches() -> ResponseCaches:
    """Return the caches of the current app."""
    caches: ResponseCaches = current_app.extensions[_EXTENSION]
    return caches

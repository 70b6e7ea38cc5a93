"""Content negotiation for compressed responses (RFC 9110 section 12.5.3)."""

# Only bodies without a form, a token or personal data may be compressed: the length of a compressed body
# that contains a secret and text of someone else reveals the secret (BREACH).

from collections.abc import Iterable

from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.exceptions import NotAcceptable

from webinars.caching.response_caches import GZIP_ETAG_SUFFIX, Body

# Without weights each of these prefers gzip.
_GZIP = frozenset({"gzip", "x-gzip", "*"})


def accepts_gzip() -> bool:
    """Return whether the client prefers gzip to no coding; with equal weights it does.

    Raises:
        NotAcceptable: the client accepts neither.
    """
    header = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    if ";" not in header:  # without weights, as most clients send it: parsing it would take longer
        return not _GZIP.isdisjoint(coding.strip().lower() for coding in header.split(","))
    return prefers_gzip(request.accept_encodings)


def prefers_gzip(accepted: Accept) -> bool:
    """Decide as accepts_gzip() does, for one parsed header; an empty one accepts no coding but identity."""
    weights = {coding.lower(): weight for coding, weight in reversed(accepted)}
    others = weights.get("*")
    gzip = weights.get("gzip", weights.get("x-gzip", others or 0))
    # Without a weight of its own identity is acceptable, and any coding that is named is preferred.
    identity = weights.get("identity", others)
    if gzip > 0 and (identity is None or gzip >= identity):
        return True
    if identity == 0:
        raise NotAcceptable
    return False


def encoded_response(body: Body, headers: Iterable[tuple[str, str]]) -> Response:
    """Return a response with a body in the coding chosen; 304 if the client has the other coding of it."""
    etag = etag_of_other_coding(body.etag)
    response = Response(
        body.content if etag is None else b"",
        status=200 if etag is None else 304,
        headers=(*headers, ("ETag", f'"{etag or body.etag}"'), ("Vary", "Accept-Encoding")),
    )
    if body.coding and etag is None:
        response.headers["Content-Encoding"] = body.coding
    return response


def etag_of_other_coding(etag: str) -> str | None:
    """Return the ETag that the client has of the same content in the other coding; None if it has not."""
    if "HTTP_IF_NONE_MATCH" not in request.environ or "HTTP_IF_MATCH" in request.environ:
        return None
    plain = etag.removesuffix(GZIP_ETAG_SUFFIX)
    other = plain if plain != etag else etag + GZIP_ETAG_SUFFIX
    client_etags = request.if_none_match
    return other if client_etags.is_strong(other) or client_etags.is_weak(other) else None


def etag_without_coding(etag: str) -> str:
    """Return the quoted ETag of a compressed body as that of the same body without a coding."""
    return etag.replace(f'{GZIP_ETAG_SUFFIX}"', '"')

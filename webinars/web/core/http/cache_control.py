"""Cache-Control, ETag and 304 of responses: what browsers and shared caches may store."""

# References:
#     RFC 9111: HTTP caching. RFC 5861: stale-while-revalidate. RFC 9110 section 13: conditional requests.
#     docs/decisions/0061: what shared caches see.

from http import HTTPStatus

from flask import Response, g, request, session

from webinars.web.core.security import endpoint_policies

# A shared cache may show what it stores for a second, and for two more while it asks again. Caches count
# whole seconds, and a response that is on its way may be old, so a change is seen within four seconds and the
# time of a response. Browsers ask each time.
SHARED_CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=2"
# A request without any of these is not conditional.
CONDITIONS = {
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
}


def set_cache_headers(response: Response, rule: endpoint_policies.Policy | None) -> None:
    """Add Cache-Control and, where the client may store the response, an ETag; answer 304 if it has that.

    rule: the policy of the route, if there is one.
    """
    if (
        rule is None
        or not rule.may_be_cached
        or _has_secret_link_key(rule)
        or response.status_code >= HTTPStatus.BAD_REQUEST
        or request.method not in {"GET", "HEAD"}
    ):
        response.headers["Cache-Control"] = "no-store"
        return
    has_token = g.get("csrf_token") is not None
    is_shared = bool(rule.shared) and not (has_token or _is_personalised(response))
    response.headers["Cache-Control"] = SHARED_CACHE_CONTROL if is_shared else "private, no-cache"
    # Tokens are signed anew for each response, so the ETag of a page with one would never match.
    if response.status_code == HTTPStatus.OK and not (has_token or response.is_streamed):
        response.add_etag()
        _make_conditional(response)


def _make_conditional(response: Response) -> None:
    environ = request.environ
    if environ.get("HTTP_IF_NONE_MATCH") == response.headers["ETag"] and (
        "HTTP_IF_MATCH" not in environ
    ):
        # The usual request of calendar programs: a single ETag, which needs no parsing.
        response.status_code = HTTPStatus.NOT_MODIFIED
    elif not environ.keys().isdisjoint(CONDITIONS):
        response.make_conditional(request)


def _has_secret_link_key(rule: endpoint_policies.Policy) -> bool:
    has_query = rule.secret_query and bool(request.query_string)
    return has_query and endpoint_policies.SECRET_LINK_KEY in request.args


def _is_personalised(response: Response) -> bool:
    # Pages of a signed-in organiser contain a name.
    return "Set-Cookie" in response.headers or session.modified or bool(session)

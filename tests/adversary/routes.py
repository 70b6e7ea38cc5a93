"""The URL map of the application: which endpoint serves a request."""

import re

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.conftest import make_app
from webinars.web.core.security import endpoint_policies


class Routes:
    """The routes by path and by endpoint."""

    def __init__(self, folder):
        folder.mkdir()
        app = make_app(folder)
        self._map = app.url_map.bind("")
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        self.endpoints = {rule.endpoint for rule in self.rules}
        self.policies = endpoint_policies.POLICIES

    def match(self, method, path):
        """Return the endpoint and arguments of a request; None if there is no route."""
        try:
            return self._map.match(path.partition("?")[0], "GET" if method == "HEAD" else method)
        except (HTTPException, RequestRedirect):
            return None, {}

    def endpoint(self, method, path):
        """Return the endpoint of a request; None if there is no route."""
        return self.match(method, path)[0]

    def names(self):
        """Return all routes as they are counted: method and endpoint."""
        return sorted(
            {
                f"{method} {rule.endpoint}"
                for rule in self.rules
                for method in rule.methods - {"HEAD", "OPTIONS"}
            }
        )

    def paths(self, who, **values):
        """Yield method, endpoint and path of the routes for some kinds of users, with these arguments."""
        for rule in self.rules:
            if self.policies[rule.endpoint].who not in who or not rule.arguments <= values.keys():
                continue
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: str(values[match[1]]), rule.rule)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield method, rule.endpoint, path

"""The address map of the application, as the harness reads it: which route answers what."""

import re

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.conftest import make_app
from webinars.web.core import permissions


class Routes:
    """The routes, by their address and by their name."""

    def __init__(self, folder):
        folder.mkdir()
        app = make_app(folder)
        self._map = app.url_map.bind("")
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        self.endpoints = {rule.endpoint for rule in self.rules}
        self.policies = permissions.POLICIES

    def match(self, method, path):
        """Return the name of the route that answers a request, and what its address holds; None if none does."""
        try:
            return self._map.match(path.partition("?")[0], "GET" if method == "HEAD" else method)
        except (HTTPException, RequestRedirect):
            return None, {}

    def endpoint(self, method, path):
        """Return the name of the route that answers a request; None if none does."""
        return self.match(method, path)[0]

    def names(self):
        """Return every route as it is counted: its method and its name."""
        return sorted(
            {
                f"{method} {rule.endpoint}"
                for rule in self.rules
                for method in rule.methods - {"HEAD", "OPTIONS"}
            }
        )

    def paths(self, who, **values):
        """Yield method, name and address of the routes for somebody, with values for what an address holds."""
        for rule in self.rules:
            if self.policies[rule.endpoint].who not in who or not rule.arguments <= values.keys():
                continue
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: str(values[match[1]]), rule.rule)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield method, rule.endpoint, path

"""Requests and responses: headers, bodies, files, redirects, the session cookie."""

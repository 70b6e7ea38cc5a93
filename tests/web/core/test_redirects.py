"""Redirects from addresses of earlier versions."""

import re

import pytest

from webinars.web.core.http.redirects import RENAMED


def filled_in(path):
    """Return a path with a value for each variable."""
    return re.sub(r"<int:\w+>", "7", path.replace("<token>", "a-token"))


def without_converters(path):
    """Return a path of the address map as the table of redirects writes it."""
    return re.sub(r"<[^:<>]+:", "<", path)


@pytest.mark.parametrize(("old", "new"), RENAMED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_renamed_address_redirects_permanently_with_its_method(client, old, new, method):
    response = client.open(filled_in(old), method=method)

    assert (response.status_code, response.location) == (308, filled_in(new))


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_new_address_is_known(app, old, new):
    paths = {without_converters(rule.rule) for rule in app.url_map.iter_rules()}

    assert without_converters(new) in paths
    assert without_converters(old) not in paths


def test_redirect_keeps_query(client):
    response = client.get("/registrations/a-token/proof?lang=en&zone=Europe/Zurich")

    assert response.location == "/registrations/a-token/verification?lang=en&zone=Europe/Zurich"


def test_unknown_address_is_not_redirected(client):
    assert client.get("/registrations/a-token/unknown").status_code == 404

import pytest

from webinars.web.core.redirects import RENAMED


def filled_in(path):
    return path.replace("<token>", "a-token")


@pytest.mark.parametrize(("old", "new"), RENAMED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_renamed_address_redirects_permanently_with_its_method(client, old, new, method):
    response = client.open(filled_in(old), method=method)

    assert (response.status_code, response.location) == (308, filled_in(new))


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_new_address_is_known(app, old, new):
    paths = {rule.rule for rule in app.url_map.iter_rules()}

    assert new in paths
    assert old not in paths


def test_redirect_keeps_query(client):
    response = client.get("/registrations/a-token/proof?lang=en&zone=Europe/Zurich")

    assert response.location == "/registrations/a-token/verification?lang=en&zone=Europe/Zurich"


def test_unknown_address_is_not_redirected(client):
    assert client.get("/registrations/a-token/unknown").status_code == 404

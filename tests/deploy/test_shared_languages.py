"""Behind nginx as shipped, a page comes in the language in which the server itself would send it."""

import http.client
import re
from urllib.parse import urlsplit

import pytest

from tests.conftest import serving
from tests.deploy.shipped import HOST, Visitor, nginx
from tests.security.world import founded

PATH = "/privacy"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve an installation that offers three languages; English is none of them."""
    folder = tmp_path_factory.mktemp("world")
    with (
        founded(folder, LANGUAGES=["ru", "es", "zh"], TRUSTED_PROXIES=1) as world,
        serving(world.app) as address,
    ):
        yield urlsplit(address)


@pytest.fixture(scope="module")
def proxy(address, tmp_path_factory):
    """Run the proxy in front of it."""
    with nginx(tmp_path_factory.mktemp("proxy") / "nginx", address.port) as proxy:
        yield proxy


def language_without_proxy(address, headers):
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", PATH, headers={"Host": HOST} | sent)
    text = connection.getresponse().read().decode()
    connection.close()
    return language_of(text)


def language_of(text):
    return re.search(r'<html lang="(\w+)"', text)[1]


@pytest.mark.parametrize(
    ("accepted", "cookie", "expected"),
    [
        ("", "", "ru"),
        ("de, *;q=0.5", "", "ru"),
        ("fr,en;q=0.8,es;q=0.6", "", "es"),
        ("ar,fr;q=0.9,fr-CH;q=0.8,en;q=0.7,zh;q=0.6,es;q=0.5", "", "zh"),
        ("ES-mx", "", "es"),
        ("es;q=0, zh", "", "zh"),
        ("es-MX; q=0.000 ,zh;q=0.5", "", "zh"),
        ("es;q=0.05, zh;q=0.01", "", "es"),
        ("est, zh", "", "zh"),
        ("zh", "lang=es", "es"),
        ("zh", "lang=fr", "zh"),
        ("fr, zh;q=0.9", "lang=en", "zh"),
    ],
)
def test_language_is_the_same_as_without_proxy(address, proxy, accepted, cookie, expected):
    headers = {"Accept_Language": accepted, "Cookie": cookie}

    answer = Visitor(proxy).ask("GET", PATH, **headers)

    assert language_of(answer.text) == expected == language_without_proxy(address, headers)

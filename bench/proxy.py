"""Request an event's page through nginx as shipped; print what a request costs the proxy and the server.

Usage: python -m bench.proxy [REQUESTS]. Needs nginx and openssl.
"""

import http.client
import socket
import ssl
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.processes import cpu_seconds, family
from tests.deploy.conftest import Site
from tests.deploy.shipped import HOST, Proxy

REQUESTS = 20_000
PER_CONNECTION = 500  # nginx closes a connection after a thousand
HEADERS = {"Host": HOST, "Accept-Language": "fr-CH, fr;q=0.9", "Accept-Encoding": "gzip"}


def request(proxy: Proxy, path: str, count: int, headers: Mapping[str, str]) -> None:
    """Request a path a number of times."""
    trust = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))
    for _ in range(0, count, PER_CONNECTION):
        connection = http.client.HTTPSConnection(HOST)
        plain = socket.create_connection(("127.0.0.1", proxy.https_port))
        connection.sock = trust.wrap_socket(plain, server_hostname=HOST)
        for _ in range(PER_CONNECTION):
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != http.HTTPStatus.OK:
                raise SystemExit(f"{path}: {response.status}")
        connection.close()


def milliseconds(pids: Iterable[int], before: float, count: int) -> float:
    """Return the CPU time of processes for each request since a reading."""
    return (cpu_seconds(pids) - before) * 1000 / count


def main() -> None:
    """Measure the page with the cache, and without it by the key of a secret link, which is not stored."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    with tempfile.TemporaryDirectory() as name:
        site = Site(Path(name), "")
        with site.running() as (proxy, server):
            nginx = family(int((proxy.folder / "nginx.pid").read_text()))
            behind = family(server.pid)
            for query, times in (("", count), ("?key=uncached", count // 10)):
                request(proxy, f"/events/{site.slug}{query}", PER_CONNECTION, HEADERS)
                before = cpu_seconds(nginx), cpu_seconds(behind)
                request(proxy, f"/events/{site.slug}{query}", times, HEADERS)
                costs = (
                    milliseconds(nginx, before[0], times),
                    milliseconds(behind, before[1], times),
                )
                print(  # noqa: T201 - a command
                    f"{'not stored' if query else 'from the cache'}: nginx {costs[0]:.3f} ms CPU, "
                    f"server {costs[1]:.3f} ms, {1000 / sum(costs):.0f} requests a second of one core"
                )


if __name__ == "__main__":
    main()

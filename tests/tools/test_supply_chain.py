"""make sbom lists the production packages; make audit checks every pin, and fails if it cannot."""

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(*arguments, **variables):
    """Run make with this interpreter; the environment counts as up to date."""
    venv = sys.prefix
    return subprocess.run(
        ["make", "--old-file", f"{venv}/installed", f"VENV={venv}", *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_PROXY": "127.0.0.1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def digests(lock):
    """Return the file hashes of each package and version that a lock pins."""
    text = (ROOT / lock).read_text("utf-8")
    return {
        (name, version): sorted(re.findall(r"sha256:(\w+)", rest))
        for name, version, rest in re.findall(
            r"^([\w.-]+)==([^\s;]+)((?:.*\\\n)+.*)$", text, re.MULTILINE
        )
    }


def test_sbom_lists_every_production_package_with_its_digests(tmp_path):
    path = tmp_path / "sbom.json"

    result = make("sbom", f"SBOM={path}")

    assert (result.returncode, result.stderr) == (0, "")
    sbom = json.loads(path.read_text("utf-8"))
    listed = {
        (component["name"], component["version"]): sorted(
            digest["content"] for digest in component["externalReferences"][0]["hashes"]
        )
        for component in sbom["components"]
    }
    assert listed == digests("requirements.lock")
    assert len(listed) > 30
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    assert sbom["metadata"]["component"]["name"] == "webinars"
    # The same lock produces the same bytes.
    assert sbom.keys() & {"serialNumber"} | sbom["metadata"].keys() & {"timestamp"} == set()


@contextmanager
def vulnerability_service(vulnerable=(), status=200):
    """Serve responses in the format of osv.dev; yield the URL and the queries received."""
    queries = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            queries.append(query)
            name = query["package"]["name"]
            vulnerabilities = [{"id": "GHSA-1", "summary": "A hole", "affected": []}]
            body = json.dumps({"vulns": vulnerabilities} if name in vulnerable else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query", queries
        finally:
            server.shutdown()
            thread.join()


def test_audit_queries_every_pinned_package_of_this_platform():
    with vulnerability_service() as (address, queries):
        result = make("audit", PIP_AUDIT_OSV_URL=address)

    asked = {(query["package"]["name"], query["version"]) for query in queries}
    elsewhere = {name for name, _ in digests("requirements-dev.lock").keys() - asked}
    assert (result.returncode, result.stderr.strip()) == (0, "No known vulnerabilities found")
    assert asked <= digests("requirements-dev.lock").keys()
    # Pinned for other platforms or Python versions.
    assert elsewhere <= {"colorama", "deprecated", "pyyaml", "pyyaml-ft"}


def test_audit_names_vulnerabilities_and_fails():
    with vulnerability_service(vulnerable={"flask"}) as (address, _):
        result = make("audit", PIP_AUDIT_OSV_URL=address)

    assert result.returncode != 0
    assert re.search(r"^flask +3\.\S+ +GHSA-1", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("reachable", [True, False])
def test_audit_fails_when_the_service_does_not_answer(reachable):
    with vulnerability_service(status=503) as (failing, _):
        address = failing if reachable else "http://127.0.0.1:1/"
        result = make("audit", PIP_AUDIT_OSV_URL=address)

    assert result.returncode != 0
    assert "No known vulnerabilities" not in result.stdout + result.stderr

"""The bill of materials: what an installation of requirements.lock consists of, as CycloneDX 1.6 in JSON.

python -m tools.bill writes it to dist/bom.json (make bill). It is made from the lock and the project's own
version alone, so the same lock gives the same bytes.

References:
    CycloneDX 1.6 (ECMA-424), JSON; package URLs of the type pypi.
"""

import hashlib
import json
import tomllib
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from tools.lock import LOCK, Pinned, pinned

ROOT = LOCK.parent
PLACE = ROOT / "dist" / "bom.json"
# What the serial number is made within: one lock of one version has one bill.
_OURS = uuid.uuid5(uuid.NAMESPACE_DNS, "webinars.bill")


def bill(lock: str, version: str) -> dict[str, Any]:
    """Return the bill of a lock and of the project's version."""
    packages = pinned(lock)
    ours = f"pkg:pypi/webinars@{version}"
    known = hashlib.sha256(f"{version}\n{lock}".encode()).hexdigest()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_OURS, known)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "webinars",
                "version": version,
                "purl": ours,
            }
        },
        "components": [_component(each) for each in packages],
        "dependencies": [{"ref": ours, "dependsOn": _refs(packages)}],
    }


def _component(each: Pinned) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "library",
        "bom-ref": _ref(each),
        "name": each.name,
        "version": each.version,
        "purl": _ref(each),
        # One for each file that the version is published in.
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in each.digests],
    }
    if each.marker:
        said["properties"] = [{"name": "webinars:marker", "value": each.marker}]
    return said


def _refs(packages: Iterable[Pinned]) -> list[str]:
    return [_ref(each) for each in packages]


def _ref(each: Pinned) -> str:
    return f"pkg:pypi/{each.name}@{quote(each.version, safe='')}"


def main() -> None:
    """Write the bill of this checkout, and say where."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = bill(LOCK.read_text("utf-8"), project["version"])
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{PLACE.relative_to(ROOT)}: {len(said['components'])} components")


if __name__ == "__main__":
    main()

"""The bill of materials names all that the lock pins, and the same lock gives the same bill."""

import re

import pytest

from tools import bill
from tools.lock import LOCK, pinned

DIGESTS = ["a" * 64, "b" * 64]
TEXT = (
    "# written by uv\n"
    f"flask==3.1.3 \\\n    --hash=sha256:{DIGESTS[0]} \\\n    --hash=sha256:{DIGESTS[1]}\n"
    f"colorama==0.4.6+local ; os_name == 'nt' or sys_platform == 'win32' \\\n    --hash=sha256:{DIGESTS[0]}\n"
)


def test_each_package_is_a_component_with_its_version_and_the_digests_of_its_files():
    said = bill.bill(TEXT, "0.1.0")

    assert said["components"] == [
        {
            "type": "library",
            "bom-ref": "pkg:pypi/flask@3.1.3",
            "name": "flask",
            "version": "3.1.3",
            "purl": "pkg:pypi/flask@3.1.3",
            "hashes": [{"alg": "SHA-256", "content": each} for each in DIGESTS],
        },
        {
            "type": "library",
            "bom-ref": "pkg:pypi/colorama@0.4.6%2Blocal",
            "name": "colorama",
            "version": "0.4.6+local",
            "purl": "pkg:pypi/colorama@0.4.6%2Blocal",
            "hashes": [{"alg": "SHA-256", "content": DIGESTS[0]}],
            "properties": [
                {"name": "webinars:marker", "value": "os_name == 'nt' or sys_platform == 'win32'"}
            ],
        },
    ]
    assert said["metadata"]["component"]["purl"] == "pkg:pypi/webinars@0.1.0"
    assert said["dependencies"] == [
        {
            "ref": "pkg:pypi/webinars@0.1.0",
            "dependsOn": ["pkg:pypi/flask@3.1.3", "pkg:pypi/colorama@0.4.6%2Blocal"],
        }
    ]
    assert (said["bomFormat"], said["specVersion"], said["version"]) == ("CycloneDX", "1.6", 1)


def test_the_same_lock_has_the_same_bill_and_another_has_another():
    first, again = bill.bill(TEXT, "0.1.0"), bill.bill(TEXT, "0.1.0")
    others = [bill.bill(TEXT, "0.1.1"), bill.bill(TEXT.replace("3.1.3", "3.1.4"), "0.1.0")]

    assert first == again
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first["serialNumber"]
    )
    assert first["serialNumber"] not in {each["serialNumber"] for each in others}


def test_our_own_lock_is_read_to_its_last_line():
    text = LOCK.read_text("utf-8")

    found = pinned(text)

    assert len(found) == text.count("==") - text.count(" == ") > 60
    assert sum(len(each.digests) for each in found) == text.count("--hash=sha256:")
    assert all(each.digests for each in found)
    refs = [each["bom-ref"] for each in bill.bill(text, "1")["components"]]
    assert len(refs) == len(set(refs))


@pytest.mark.parametrize(
    "line",
    [
        "flask==3.1.3",
        "flask",
        "-e .",
        "flask @ https://example.org/x.whl",
        "flask==3 --hash=md5:aa",
    ],
)
def test_a_line_without_a_digest_stops_it(line):
    with pytest.raises(ValueError, match="cannot read the line"):
        pinned(f"{TEXT}{line}\n")

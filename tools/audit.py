"""Asks a public list of known holes for every package of requirements.lock (make audit).

Exit 0 when none is known, 1 when some are, 2 when the list could not be asked: then nothing is known, and
that is said.

References:
    https://google.github.io/osv.dev/post-v1-querybatch/
"""

import argparse
import json
import sys
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.request import Request, urlopen

from tools.lock import LOCK, Pinned, pinned

LIST = "https://api.osv.dev/v1/querybatch"
PATIENCE_SECONDS = 20
_MOST_PAGES = 50
NONE, SOME, UNKNOWN = 0, 1, 2


class SilentError(Exception):
    """The list did not answer, or not with an answer to what was asked."""


def known_holes(packages: Sequence[Pinned], at: str = LIST) -> list[tuple[Pinned, list[str]]]:
    """Return the packages with known holes, each with the names of these.

    Raises:
        SilentError: the text says why.
    """
    asked = [
        {"package": {"name": each.name, "ecosystem": "PyPI"}, "version": each.version}
        for each in packages
    ]
    found: dict[int, list[str]] = {}
    # An answer too long for one page names where it goes on, for each question by itself.
    pages = dict.fromkeys(range(len(asked)), "")
    for _ in range(_MOST_PAGES):
        numbers = list(pages)
        queries = [
            {**asked[number], **({"page_token": pages[number]} if pages[number] else {})}
            for number in numbers
        ]
        results = _answer(at, {"queries": queries}, len(queries))
        pages = {}
        for number, result in zip(numbers, results, strict=True):
            names = [str(each["id"]) for each in result.get("vulns", ())]
            found.setdefault(number, []).extend(names)
            if result.get("next_page_token"):
                pages[number] = str(result["next_page_token"])
        if not pages:
            break
    else:
        raise SilentError(f"{at} goes on without an end")
    return [(packages[number], sorted(names)) for number, names in found.items() if names]


def _answer(at: str, question: dict[str, Any], wanted: int) -> list[dict[str, Any]]:
    request = Request(  # noqa: S310 - the list above, or what the command line says
        at, json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - as above
            results = json.load(answer)["results"]
    except (OSError, HTTPException) as error:
        raise SilentError(f"{at} cannot be asked: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SilentError(f"{at} answers something else: {error!r}") from error
    if not isinstance(results, list) or len(results) != wanted:
        raise SilentError(f"{at} does not answer all that was asked")
    return results


def main(words: Sequence[str] | None = None) -> int:
    """Print what is known, and how it stands in one line at the end."""
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("--at", default=LIST, help="where the list is asked")
    packages = pinned(LOCK.read_text("utf-8"))
    try:
        found = known_holes(packages, parser.parse_args(words).at)
    except SilentError as error:
        print(f"Not audited: {error}", file=sys.stderr)
        print(
            "Nothing is known of holes in what is installed. Ask again where the list can be reached."
        )
        return UNKNOWN
    for each, names in found:
        print(f"{each.name} {each.version}: {', '.join(names)}")
    print(f"{len(packages)} packages: {len(found) or 'none'} with known holes")
    return SOME if found else NONE


if __name__ == "__main__":
    sys.exit(main())

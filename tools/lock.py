"""What requirements.lock pins, as values."""

import re
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
_LINE = re.compile(
    r"([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?: ; ([^\\]+?))?((?: --hash=sha256:[0-9a-f]{64})+)"
)


@dataclass(frozen=True)
class Pinned:
    """One package in one version: where it is wanted (empty: everywhere), and the digests of its files."""

    name: str
    version: str
    marker: str
    digests: tuple[str, ...]


def pinned(text: str) -> list[Pinned]:
    """Return what a lock pins, in its order.

    Raises:
        ValueError: a line that is none of those that uv writes with hashes; the text names it.
    """
    found = []
    for line in re.sub(r"[ \t]*\\\n[ \t]*", " ", text).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        said = _LINE.fullmatch(line.strip())
        if said is None:
            raise ValueError(f"cannot read the line: {line.strip()[:80]}")
        digests = tuple(re.findall(r"sha256:([0-9a-f]{64})", said[4]))
        found.append(Pinned(said[1], said[2], (said[3] or "").strip(), digests))
    return found

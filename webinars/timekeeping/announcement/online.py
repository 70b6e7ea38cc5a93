"""Places that are none: "Online", "via Zoom", "en ligne". What is held there too keeps the other place."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# One of these says that people meet online …
_SAYING_WORDS = (
    "online on-line virtual virtually virtuel virtuelle ligne línea linea distance distancia remote remotely"
    " zoom teams webex kudo interactio interprefy gotomeeting gotowebinar"
)
# … and these stand beside it without naming a place.
_BESIDE_WORDS = (
    "a à and at by click cisco en et event fully google held here join la le lien link live meet meeting"
    " microsoft ms on only par platform por sur through the using via videoconference visioconférence"
    " videoconferencia webinar y enlace"
)
_SAYING = frozenset(_SAYING_WORDS.split())
_BESIDE = frozenset(_BESIDE_WORDS.split())
_JOINT = re.compile(
    r"\s*[,;/|()]\s*|\.\s+|\s+[–—-]\s+|\s*:\s*|\s+(?:and|et|y|e|or|ou|o|as well as)\s+|\s*[&+]\s*",
    re.IGNORECASE,
)
_SIGNS = " :–—-<>(),;.|/&+"


def without_online(place: str) -> tuple[str, bool]:
    """Return a place without what says that people meet online too, and whether it was said."""
    edges = [0, *(edge for found in _JOINT.finditer(place) for edge in found.span()), len(place)]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    first, last = 0, len(parts)
    while first < last and _is_passed_over(place[slice(*parts[first])]):
        first += 1
    while first < last and _is_passed_over(place[slice(*parts[last - 1])]):
        last -= 1
    if first == last:
        return "", says_online(place)
    dropped = [*parts[:first], *parts[last:]]
    if not any(says_online(place[slice(*part)]) for part in dropped):
        return place, False
    return place[parts[first][0] : parts[last - 1][1]].strip(), True


def says_online(text: str) -> bool:
    """Tell whether words say that people meet online, and nothing else."""
    words = _WORD.findall(text.casefold())
    is_all = all(word in _SAYING or word in _BESIDE for word in words)
    has_number = re.search(r"\d", text) is not None
    return is_all and not has_number and any(word in _SAYING for word in words)


def is_label(text: str) -> bool:
    """Tell whether words stand in front of an address at most: "Zoom:", "join here"."""
    words = _WORD.findall(text.casefold())
    return not re.search(r"\d", text) and all(word in _SAYING or word in _BESIDE for word in words)


def _is_passed_over(part: str) -> bool:
    return not part.strip(_SIGNS) or is_label(part)

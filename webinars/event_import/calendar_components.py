"""Components and properties of untrusted calendar text: everything is counted before it is kept."""

# Each line is looked at once and no pattern backtracks, so the work is in proportion to the bytes.

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from webinars.errors import InvalidInputError
from webinars.event_import.source_events import MAX_EVENTS

MAX_DEPTH = 3  # VCALENDAR, VEVENT, VALARM
MAX_COMPONENT_LINES = 2000
# Characters of a value or parameter, as written; what is longer is cut there. The longest that is used are a
# description, of which each character may be escaped, and a list of dates; both are refused before that.
MAX_VALUE_LENGTH, MAX_PARAMETER_LENGTH = 120_000, 500

_UNFOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r"([A-Za-z0-9-]{1,80})((?:[^:\"]|\"[^\"]*+\")*+):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*+\"|[^;:\"])*+)")
_ESCAPED = re.compile(r"\\([\\;,:\"nN])")


@dataclass(frozen=True)
class Property:
    """A content line: parameters with names in capitals, and the value as written."""

    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """Return the value of type TEXT, without escapes."""
        return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value)


@dataclass
class Component:
    """A component with the properties and components in it, names in capitals."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    components: list["Component"] = field(default_factory=list)
    lines: int = 0

    def first(self, name: str) -> Property | None:
        """Return the first property of a name."""
        values = self.properties.get(name)
        return values[0] if values else None

    def text(self, name: str) -> str:
        """Return the text of the first property of a name, "" without one."""
        values = self.first(name)
        return values.text.strip() if values else ""

    def named(self, name: str) -> Iterator["Component"]:
        """Yield the components of a name in this one."""
        return (inner for inner in self.components if inner.name == name)


def parse_calendars(text: str) -> list[Component]:
    """Return the VCALENDARs of a file; lines that are no content lines are skipped.

    Raises:
        InvalidInputError: "import-not-a-calendar"; "import-too-many-events" (facts: most); "import-too-deep";
            "import-entry-too-long" (facts: most, in lines).
    """
    calendars: list[Component] = []
    open_components: list[Component] = []
    events = 0
    for line in _unfolded(text):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        name = match[1].upper()
        if name == "BEGIN":
            component = Component(match[3].strip().upper())
            _add(component, open_components, calendars)
            events += component.name == "VEVENT"
            if events > MAX_EVENTS:
                raise InvalidInputError("import-too-many-events", most=MAX_EVENTS)
        elif name == "END":
            _close(match[3].strip().upper(), open_components)
        elif open_components:
            _keep(open_components[-1], name, match)
    if open_components or not calendars:
        raise InvalidInputError("import-not-a-calendar")
    return calendars


def _unfolded(text: str) -> list[str]:
    return _UNFOLD.sub("", re.sub(r"\r\n?", "\n", text)).split("\n")


def _add(component: Component, around: list[Component], calendars: list[Component]) -> None:
    if not around:
        if component.name != "VCALENDAR":
            raise InvalidInputError("import-not-a-calendar")
        calendars.append(component)
    else:
        around[-1].components.append(component)
    around.append(component)
    if len(around) > MAX_DEPTH:
        raise InvalidInputError("import-too-deep")


def _close(name: str, around: list[Component]) -> None:
    if not around or around.pop().name != name:
        raise InvalidInputError("import-not-a-calendar")


def _keep(component: Component, name: str, match: re.Match[str]) -> None:
    component.lines += 1
    if component.lines > MAX_COMPONENT_LINES:
        raise InvalidInputError("import-entry-too-long", most=MAX_COMPONENT_LINES)
    parameters = {
        parameter[1].upper(): parameter[2].strip('"')[:MAX_PARAMETER_LENGTH]
        for parameter in _PARAMETER.finditer(match[2])
    }
    value = match[3].strip()[:MAX_VALUE_LENGTH]
    component.properties.setdefault(name, []).append(Property(parameters, value))

"""The forms and links of a page, read as a browser reads them."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

LINK = re.compile(r'\b(?:href|action|formaction|src)="([^"]+)"')
BUTTONS = {"submit", "image"}
VALUELESS = {"button", "reset", *BUTTONS}


@dataclass
class Field:
    """A control of a form, and the value it has untouched; None if it would not be sent."""

    name: str
    kind: str
    value: str | None = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form: where it goes, what it holds, and its buttons as (name, value, address)."""

    action: str
    method: str = "get"
    is_multipart: bool = False
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def untouched(self):
        """Return name and value of what a browser would send."""
        return [(field.name, field.value) for field in self.fields if field.value is not None]

    def holds(self, *names):
        """Tell whether it has controls of these names."""
        return set(names) <= {field.name for field in self.fields}


class _Reader(HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.path, self.forms, self.by_id = path, [], {}
        self.form = self.area = self.select = None
        self.late = []

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(
                attributes.get("action") or self.path, attributes.get("method", "get").lower()
            )
            self.form.is_multipart = "multipart" in attributes.get("enctype", "")
            self.forms.append(self.form)
            self.by_id[attributes.get("id", "")] = self.form
        elif tag in {"input", "button", "textarea", "select"} and "disabled" not in attributes:
            self._control(tag, attributes, checked="checked" in attributes)
        elif tag == "option" and self.select is not None:
            value = attributes.get("value", "")
            self.select.options.append(value)
            if "selected" in attributes or len(self.select.options) == 1:
                self.select.value = value

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.area is not None:
            self.area.value += data

    def _control(self, tag, attributes, *, checked):
        kind = attributes.get("type", "submit" if tag == "button" else "text").lower()
        if tag in {"textarea", "select"}:
            kind = tag
        if kind in VALUELESS:
            if kind in BUTTONS:
                button = (
                    attributes.get("name", ""),
                    attributes.get("value", ""),
                    attributes.get("formaction", ""),
                )
                self._put(attributes, button)
            return
        if not attributes.get("name"):
            return
        made = Field(attributes["name"], kind, attributes.get("value", ""))
        if kind in {"checkbox", "radio"}:
            made.options = [attributes.get("value", "on")]
            made.value = made.options[0] if checked else None
        if kind == "file":
            made.value = None
        if tag == "textarea":
            self.area = made
        if tag == "select":
            self.select = made
        self._put(attributes, made)

    def _put(self, attributes, what):
        if attributes.get("form"):
            self.late.append((attributes["form"], what))
        elif self.form is not None:
            _add(self.form, what)


def _add(form, what):
    (form.fields if isinstance(what, Field) else form.buttons).append(what)


def forms_of(text, path):
    """Return the forms of a page, in its order."""
    reader = _Reader(path)
    reader.feed(text)
    for name, what in reader.late:
        if name in reader.by_id:
            _add(reader.by_id[name], what)
    for form in reader.forms:
        for area in form.fields:
            if area.kind == "textarea":
                area.value = area.value.removeprefix("\r\n").removeprefix("\n")
    return reader.forms


def links_of(text):
    """Return every address that a page leads to."""
    return [html.unescape(link) for link in LINK.findall(text)]

"""Parse the forms and links of a page as a browser does."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

LINK = re.compile(r'\b(?:href|action|formaction|src)="([^"]+)"')
BUTTONS = {"submit", "image"}
VALUELESS = {"button", "reset", *BUTTONS}


@dataclass
class Field:
    """A form control and its initial value; None if it would not be submitted."""

    name: str
    control_type: str
    value: str | None = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form with its fields and its buttons as (name, value, formaction)."""

    action: str
    method: str = "get"
    is_multipart: bool = False
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def default_values(self):
        """Return the (name, value) pairs that a browser submits by default."""
        return [(field.name, field.value) for field in self.fields if field.value is not None]

    def has_fields(self, *names):
        """Check if the form has fields with these names."""
        return set(names) <= {field.name for field in self.fields}


class _FormParser(HTMLParser):
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
        control_type = attributes.get("type", "submit" if tag == "button" else "text").lower()
        if tag in {"textarea", "select"}:
            control_type = tag
        if control_type in VALUELESS:
            if control_type in BUTTONS:
                button = (
                    attributes.get("name", ""),
                    attributes.get("value", ""),
                    attributes.get("formaction", ""),
                )
                self._attach(attributes, button)
            return
        if not attributes.get("name"):
            return
        made = Field(attributes["name"], control_type, attributes.get("value", ""))
        if control_type in {"checkbox", "radio"}:
            made.options = [attributes.get("value", "on")]
            made.value = made.options[0] if checked else None
        if control_type == "file":
            made.value = None
        if tag == "textarea":
            self.area = made
        if tag == "select":
            self.select = made
        self._attach(attributes, made)

    def _attach(self, attributes, control):
        if attributes.get("form"):
            self.late.append((attributes["form"], control))
        elif self.form is not None:
            _add(self.form, control)


def _add(form, control):
    (form.fields if isinstance(control, Field) else form.buttons).append(control)


def parse_forms(text, path):
    """Return the forms of a page in document order."""
    reader = _FormParser(path)
    reader.feed(text)
    for name, control in reader.late:
        if name in reader.by_id:
            _add(reader.by_id[name], control)
    for form in reader.forms:
        for area in form.fields:
            if area.control_type == "textarea":
                area.value = area.value.removeprefix("\r\n").removeprefix("\n")
    return reader.forms


def parse_links(text):
    """Return the URLs that a page links to."""
    return [html.unescape(link) for link in LINK.findall(text)]

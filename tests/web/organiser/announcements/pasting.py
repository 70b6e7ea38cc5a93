"""Announcements for tests, and parsers of the page of their drafts."""

import html
import re
from html.parser import HTMLParser

PATH = "/organise/announcements"
CLEAR = (
    "Water talk\n\nFriday 16 July 2027, 15:00-16:30 Geneva / 9:00 New York\n\nA talk about water."
)
ASKING = "Water talk\n\nFriday 16 July 2027, 15:00 Geneva / 10:00 New York\n\nA talk."
TWO = f"{CLEAR}\n\nFire talk\n\nMonday 19 July 2027, 15:00-16:00 Geneva\n\nA talk about fire."


def carried(page):
    """Return the fields of a page's form, without buttons and CSRF token."""
    result = dict(
        re.findall(
            r'<input type="hidden" name="(text|answers|reviewed|made|dismissed|(?:title|shown|known)_\d+)"'
            r' value="([^"]*)"',
            page.text,
        )
    )
    result |= dict(
        re.findall(
            r'<input id="\w+" name="(written_on|notes|made|dismissed)" type="hidden" value="([^"]*)"',
            page.text,
        )
    )
    result |= dict(
        re.findall(r'<textarea[^>]* name="(title_\d+)"[^>]*>\s*(.*?)</textarea>', page.text)
    )
    return {name: html.unescape(value) for name, value in result.items()}


class _Controls(HTMLParser):
    """The fields of the corrections of a page, by their names."""

    def __init__(self):
        super().__init__()
        self.values, self._select = {}, ""

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        name = own.get("name") or ""
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in own and self._select.startswith("draft-"):
            self.values[self._select] = own["value"]
        is_off = own.get("type") == "radio" and "checked" not in own
        if tag == "input" and name.startswith("draft-") and not is_off:
            self.values[name] = own.get("value", "")


def corrected(page):
    """Return what a browser submits of the corrections on a page, by the names of the fields."""
    controls = _Controls()
    controls.feed(page.text)
    return controls.values


def buttons(page, verb):
    """Return the values of a page's buttons that begin with a word."""
    return [
        html.unescape(value)
        for value in re.findall(rf'name="do" value="({verb} [^"]+)"', page.text)
    ]


def marks(page):
    """Return the highlighted texts of a page, ambiguous ones with a star; without those of the legend."""
    result = re.findall(
        r'<mark( class="unresolved")?>(.*?)(?:<span class="visually-hidden".*?)?</mark>',
        re.sub('<ul class="legend">.*?</ul>', "", page.text, flags=re.S),
        re.S,
    )
    return [words_of(words) + ("*" if asked else "") for asked, words in result]


def pale(page):
    """Return the texts of a page that are not used, without those of the legend."""
    source = re.sub('<ul class="legend">.*?</ul>', "", page.text, flags=re.S)
    return [words_of(words) for words in re.findall("<s>(.*?)</s>", source, re.S)]


def words_of(source):
    """Return the text of HTML."""
    return html.unescape(re.sub("<[^>]+>", "", source))


def as_browsers_send(fields):
    """Return the arguments of a multipart request whose body is not a temporary file.

    The value of a file is a pair of its name and its content.
    """
    parts = b"".join(_part(name, value) for name, value in fields.items())
    return {
        "data": parts + b"--edge--\r\n",
        "content_type": "multipart/form-data; boundary=edge",
    }


def _part(name, value):
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        return f"{head}\r\n\r\n{value}\r\n".encode()
    file_name, content = value
    return f'{head}; filename="{file_name}"\r\n\r\n'.encode() + content + b"\r\n"

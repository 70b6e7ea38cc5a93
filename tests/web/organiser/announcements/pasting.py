"""Announcements that tests paste, and how a page that shows one is read."""

import html
import re

PATH = "/organise/announcements"
CLEAR = (
    "Water talk\n\nFriday 16 July 2027, 15:00-16:30 Geneva / 9:00 New York\n\nA talk about water."
)
ASKING = "Water talk\n\nFriday 16 July 2027, 15:00 Geneva / 10:00 New York\n\nA talk."
TWO = f"{CLEAR}\n\nFire talk\n\nMonday 19 July 2027, 15:00-16:00 Geneva\n\nA talk about fire."


def carried(page):
    """Return what the form of a page sends besides its buttons and its token."""
    found = dict(
        re.findall(r'<input type="hidden" name="(text|answers)" value="([^"]*)"', page.text)
    )
    found |= dict(
        re.findall(r'<textarea[^>]* name="(title_\d+)"[^>]*>\s*(.*?)</textarea>', page.text)
    )
    return {name: html.unescape(value) for name, value in found.items()}


def buttons(page, verb):
    """Return what the buttons of a page send that begin with a word."""
    return [
        html.unescape(value)
        for value in re.findall(rf'name="do" value="({verb} [^"]+)"', page.text)
    ]


def marks(page):
    """Return the marked words of a page, those in question with a star; not those that explain marks."""
    found = re.findall(
        r'<mark( class="unresolved")?>(.*?)(?:<span.*?)?</mark>',
        re.sub('<ul class="legend">.*?</ul>', "", page.text, flags=re.S),
    )
    return [html.unescape(words) + ("*" if asked else "") for asked, words in found]


def as_browsers_send(fields):
    """Return what a test's browser sends for a form of many parts, whose body is no temporary file."""
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return {
        "data": f"{parts}--edge--\r\n".encode(),
        "content_type": "multipart/form-data; boundary=edge",
    }

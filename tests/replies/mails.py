"""E-mails as calendars, mail servers and people send them, from the shapes in tests/data/replies."""

import re
from base64 import encodebytes
from itertools import count
from pathlib import Path
from string import Template

SHAPES = Path(__file__).resolve().parents[1] / "data" / "replies"
REPLY_ADDRESS = "rsvp@events.example.org"
AUTHSERV_ID = "mx.example.org"
CALENDARS = ("gmail", "outlook", "apple")
_numbers = count(1)


def written(shape, **fields):
    """Return an e-mail of a shape, with a new Message-ID by default."""
    person = fields.pop("person", "wanjiru@example.com")
    values = {
        "to": "rsvp+token@events.example.org",
        "sender": person,
        "attendee": person,
        "partstat": "DECLINED",
        "sequence": 0,
        "stamp": "20261125T093000Z",
        "uid": "7c1e@events.example.org",
        "mail_id": f"{next(_numbers)}.a1b2",
        "action": "failed",
        "original": "<1.abc@events.example.org>",
        **fields,
    }
    text = Template((SHAPES / f"{shape}.eml").read_text("utf-8")).substitute(values)
    text = re.sub(r"<<base64\n(.*?)>>\n", _encoded, text, flags=re.DOTALL)
    return text.replace("\n", "\r\n").encode()


def _encoded(result):
    return encodebytes(result[1].replace("\n", "\r\n").encode()).decode()

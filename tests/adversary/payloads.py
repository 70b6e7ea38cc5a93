"""Hostile input: names, addresses, text, and request bodies that are not forms."""

import gzip

NAMES = (
    "=?utf-8?q?A=0AContent-Type:_text/html=0A=0A<a_href=3Dhttps://evil.example>Verify</a>?=",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}{% raw %}", "{name.__class__}",
    "=HYPERLINK(\"https://evil.example\")", "Ann\r\nBcc: x@evil.example", "https://evil.example/verify-now",
    "\u202egro.elpmaxe", "\u3164", "Zo\u0308e " * 20, "A" * 5000, "\x00\x07nul", "';DROP TABLE events;--",
    "[x](javascript:alert(1))", "BEGIN:VEVENT", "\ud800", "مريم", "Ann\u2028Lee", ".", "-1+1",
)  # fmt: skip
ADDRESSES = (
    "a@", "@b.example", "a b@c.example", "a@b", "x@evil.example\r\nBcc: y@evil.example",
    "\u202egro.elpmaxe@example.org", "<a@b.example>", "a@b.example, c@d.example", "a@[127.0.0.1]", "a" * 300 + "@b.example",
    '"><script>@b.example', "ann@exa\u0301mple.org", "a@b.example\x00", "=?utf-8?q?a?=@b.example", "a@gmial.com",
)  # fmt: skip
MARKDOWN = (
    "|a|b|\n|-|-|\n" + "|x|y|\n" * 2500, "[a](javascript:alert(1))", "<iframe src=//evil.example></iframe>",
    "![x](https://evil.example/pixel.png)", "> " * 2000 + "deep", "*" * 5000, "[" * 5000, "```\n" * 500,
    "<div hx-get=/organise style=x id=y>text</div>", "https://evil.example" + "/a" * 3000, "\\" * 5000,
    "- " * 3000, "{meeting_url} {entry_key} {0.__class__}",
)  # fmt: skip
PASTED = (
    "Webinar on water, 31 February 2027, 15:00 Geneva", "<b>Meeting</b> 16 July 2027, 25:00 Geneva" * 50,
    "a@," * 20_000, "Meeting on 16 July 2027, 15:00 Geneva\n" * 200, "\x00\ufffe" * 500,
    "Talk\n16.07.2027 15h00-16h00 New York / 21:00 Geneva\nPasscode: 1234\nhttps://rooms.example.org/j/1",
    "\u202e2027 yluJ 61", "1" * 20_000, "Mon Tue Wed " * 2000,
)  # fmt: skip
LISTS = (
    "a@," * 5000, "Name,E-mail\n=1+1,a@b.example", "Ann <ann@evil.example>\r\nBcc: b@evil.example", "\x00", ";;;;\n" * 500,
)  # fmt: skip
URL_ENCODED = "application/x-www-form-urlencoded"
PART = b'--a\r\nContent-Disposition: form-data; name="email"\r\n\r\nx@example.org\r\n'
# Bodies sent in place of a form, with headers and the accepted status codes.
BODIES = {
    "a JSON text": (b'"x"', {"Content-Type": "application/json"}, {415}),
    "a JSON list": (b"[1]", {"Content-Type": "application/json"}, {415}),
    "a JSON object": (b'{"email":"x@example.org"}', {"Content-Type": "application/json"}, {415}),
    "20,000 nestings": (b"[" * 20_000, {"Content-Type": "application/json"}, {415}),
    "XML": (b"<?xml version='1.0'?><a/>", {"Content-Type": "application/xml"}, {415}),
    "a form in gzip": (
        gzip.compress(b"email=x@example.org"), {"Content-Type": URL_ENCODED, "Content-Encoding": "gzip"}, {415},
    ),
    "another boundary": (PART + b"--a--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}, {400}),
    "no boundary": (PART, {"Content-Type": "multipart/form-data"}, {400}),
    "parts that break off": (PART, {"Content-Type": "multipart/form-data; boundary=a"}, {400}),
    "a thousand fields": (b"&".join(b"f%d=1" % n for n in range(2000)), {"Content-Type": URL_ENCODED}, {303, 400, 409, 413}),
    "2 MiB": (b"name=" + b"x" * 2_200_000, {"Content-Type": URL_ENCODED}, {303, 400, 413}),
    "bytes that are no UTF-8": (b"name=%ED%A0%BD&email=%FF", {"Content-Type": URL_ENCODED}, {303, 400, 403, 409, 422}),
}  # fmt: skip
TEXTS = (*NAMES, *MARKDOWN[1:4])
FORGED_HEADERS = (
    {"X-Forwarded-Host": "forged.example"}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-For": "10.9.8.7"},
    {"X-Forwarded-Prefix": "/evil"}, {"Forwarded": "for=10.9.8.7;host=forged.example"}, {"X-Original-URL": "/organise/events"},
    {"X-Rewrite-URL": "/organise/events"}, {"X-HTTP-Method-Override": "DELETE"}, {"X-Forwarded-Port": "1"},
)  # fmt: skip

"""Atom feed (RFC 4287), built as an XML tree, which escapes all text."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as Tree

from webinars.web.public.news_formats import Channel, Item

_NAMESPACE = "http://www.w3.org/2005/Atom"


def document(channel: Channel, items: Sequence[Item]) -> bytes:
    """Return an Atom feed, updated when its newest item was."""
    root = Tree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": channel.language})
    _add(root, "id", channel.address)
    _add(root, "title", channel.title)
    _add(root, "subtitle", channel.about)
    _add(root, "updated", _instant(max((item.updated_at for item in items), default=channel.as_of)))
    _add(_add(root, "author"), "name", channel.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=channel.address)
    _add(root, "link", rel="alternate", type="text/html", href=channel.page)
    for item in items:
        _add_item(_add(root, "entry"), item)
    content: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add_item(entry: Tree.Element, item: Item) -> None:
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "link", rel="alternate", type="text/html", href=item.url)
    if item.calendar_url:
        _add(entry, "link", rel="alternate", type="text/calendar", href=item.calendar_url)
    if item.enclosure_url:
        _add(entry, "link", rel="enclosure", type=item.enclosure_type, href=item.enclosure_url)
    _add(entry, "published", _instant(item.published_at))
    _add(entry, "updated", _instant(item.updated_at))
    for tag in item.tags:
        _add(entry, "category", term=tag)
    _add(entry, "summary", item.summary)
    _add(entry, "content", item.html, type="html")


def _add(parent: Tree.Element, name: str, text: str = "", **attributes: str) -> Tree.Element:
    child = Tree.SubElement(parent, name, attributes)
    child.text = text or None
    return child


def _instant(at: datetime) -> str:
    """Format an instant as in RFC 3339."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

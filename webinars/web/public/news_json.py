"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with an extension for the data of events."""

import json
from collections.abc import Sequence
from typing import Any

from webinars.web.public.news_formats import Channel, Item

_VERSION = "https://jsonfeed.org/version/1.1"


def document(channel: Channel, items: Sequence[Item]) -> bytes:
    """Return a JSON Feed; names of extensions such as "_event" begin with an underscore."""
    feed = {
        "version": _VERSION,
        "title": channel.title,
        "description": channel.about,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        "items": [_item(item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(item: Item) -> dict[str, Any]:
    facts = {name: value for name, value in item.facts.items() if value}
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": item.published_at.isoformat(timespec="seconds"),
        "date_modified": item.updated_at.isoformat(timespec="seconds"),
        "tags": list(item.tags),
        "attachments": [
            {"url": url, "mime_type": media_type}
            for url, media_type in (
                (item.calendar_url, "text/calendar"),
                (item.enclosure_url, item.enclosure_type),
            )
            if url
        ],
        **({"_event": facts} if facts else {}),
    }

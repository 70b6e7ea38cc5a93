"""What news is made of, whatever the format: a channel and its items, their texts clean for XML and JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Channel:
    """A feed of news: page is the list for people, address the feed itself; as_of says when it was empty."""

    title: str
    about: str
    author: str
    language: str
    page: str
    address: str
    as_of: datetime


@dataclass(frozen=True)
class Item:
    """An event as news. html is safe to show; facts say for programs when and how it is held."""

    id: str
    url: str
    calendar_url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]
    facts: Mapping[str, str]

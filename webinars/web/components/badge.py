"""Badges: a short state with an icon, in lists, tables and headings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    """A badge: CSS class, icon, label, and a short note shown after it."""

    style: str
    icon: str
    label: str
    note: str = ""

"""Take meeting IDs and passcodes out of drafts."""

from dataclasses import replace

from webinars.announcement_parser.draft import Draft, Link
from webinars.announcement_parser.layout.titles import propose_title
from webinars.security.passcodes import redact_passcodes


def redacted_draft(draft: Draft, secrets: tuple[str, ...]) -> Draft:
    """Return a draft without meeting IDs and passcodes in its texts; left_out has them."""
    texts = (draft.title, draft.place, "\n".join(draft.paragraphs))
    title, place, body = (redact_passcodes(text, known=secrets) for text in texts)
    if not (title.removed or place.removed or body.removed):
        return draft
    paragraphs = tuple(line for line in body.text.split("\n") if line)
    links = (
        Link(link.url, redact_passcodes(link.text, known=secrets).text or link.url)
        for link in draft.links
    )
    return replace(
        draft,
        title=title.text or propose_title(paragraphs),
        proposed=draft.proposed if title.text else draft.proposed | {"title"},
        place=place.text,
        paragraphs=paragraphs,
        links=tuple(links),
        left_out=tuple(dict.fromkeys((*title.removed, *place.removed, *body.removed))),
    )

"""The description of a draft: its public paragraphs in Markdown, with their links in place."""

from collections.abc import Collection, Sequence

from webinars.announcement_parser.draft import InlineLink
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.web_addresses import token_url

_IN_MARKDOWN = ("<", "](")  # an address after one of these is a link already


def description_markdown(
    paragraphs: Sequence[str], inline_links: Sequence[InlineLink], public_urls: Collection[str]
) -> str:
    """Return paragraphs as Markdown, in which words and web addresses lead to the public URLs.

    A paragraph from which a meeting link or passcode was removed keeps its words without links.
    """
    links_by_paragraph: dict[str, list[InlineLink]] = {}
    for link in inline_links:
        if link.url in public_urls:
            links_by_paragraph.setdefault(link.paragraph, []).append(link)
    return "\n\n".join(
        _with_links(paragraph, links_by_paragraph.get(paragraph, ()), public_urls)
        for paragraph in paragraphs
    )


def _with_links(paragraph: str, links: Sequence[InlineLink], public_urls: Collection[str]) -> str:
    pieces, offset = [], 0
    for link in sorted(links):
        if link.start >= offset:
            pieces.append(_with_autolinks(paragraph[offset : link.start], public_urls))
            pieces.append(_link(link))
            offset = link.end
    return "".join((*pieces, _with_autolinks(paragraph[offset:], public_urls)))


def _with_autolinks(text: str, public_urls: Collection[str]) -> str:
    pieces, offset = [], 0
    for token in tokenize(text, 0, len(text)):
        url = token_url(token)
        if url not in public_urls or text.endswith(_IN_MARKDOWN, 0, token.start):
            continue
        is_complete = token.text.startswith(url)
        words = url if is_complete else url.removeprefix("https://")  # "www.example.org"
        pieces += [text[offset : token.start], f"<{url}>" if is_complete else f"[{words}]({url})"]
        offset = token.start + len(words)
    return "".join((*pieces, text[offset:]))


def _link(link: InlineLink) -> str:
    words = link.paragraph[link.start : link.end]
    if words == link.url:
        return f"<{link.url}>"
    escaped = words.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    has_parentheses = "(" in link.url or ")" in link.url
    return f"[{escaped}](<{link.url}>)" if has_parentheses else f"[{escaped}]({link.url})"

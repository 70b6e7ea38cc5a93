"""Words of pages of now and of a former day, without what the latter leave out."""

import re

LEFT_OUT = (
    r"<aside.*?</aside>",  # registration and calendar
    r"<form class=\"as-on.*?</form>",
    r"<div class=\"note as-on-banner.*?</div></div>",
    r"<p class=\"zone-choice\">.*?</p>",
    r"<h2>Contact</h2>\s*<p>.*?</p>(\s*<p><a class=\"btn\".*?</p>)?",
    r"<span class=\"badge (?!cancelled|wait).*?</span>",
    r"<p><a href=\"[^\"]*/documents\.zip\".*?</p>",
    r"<p><a href=\"/documents[?/][^\"]*body=.*?</p>",
    r"<svg.*?</svg>",
    r"<p class=\"screen-only actions\">.*?</p>",
    r"<section class=\"panel (feed|document-updates).*?</section>",
    r"<a href=\"[^\"]*updates[^\"]*\".*?</a>",
)


def words(response):
    """Return the text of a page without what pages of former days leave out."""
    main = re.split(r"<main[^>]*>|</main>", response.text)[1]
    for pattern in LEFT_OUT:
        main = re.sub(pattern, " ", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def document_rows(response):
    """Return the words of each document in the lists of a page."""
    lists = re.findall(r"<ul class=\"documents\">(.*?)</ul>", response.text, re.S)
    rows = [row for one in lists for row in re.split(r"<li[^>]*>", one)[1:]]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]

"""Lists of domains match the same addresses in every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.access.access_policy import is_domain_allowed
from webinars.errors import InvalidInputError
from webinars.security.email_addresses import clean_domain, display_address

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda label: not label.startswith("xn--") and label[2:4] != "--"
)
DOMAINS = st.builds(
    lambda labels, end: ".".join((*labels, end)),
    st.lists(LABELS, min_size=1, max_size=3),
    st.sampled_from(["org", "int", "ch", "example"]),
)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("un.org", "un.org"),
        (" @UN.org ", "un.org"),
        ("*.un.org", "un.org"),
        (".un.org", "un.org"),
        ("un.org.", "un.org"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("министерство.рф", "xn--b1afiashkohcid.xn--p1ai"),
    ],
)
def test_domain_is_normalized(text, stored):
    assert clean_domain(text) == stored


@pytest.mark.parametrize("text", ["", "org", "un org", "ana@un.org", "https://un.org", "un..org", "un.org/x", "straße.de", "10.0.0.1", "\x00.org"])  # fmt: skip
def test_invalid_domain_is_refused(text):
    with pytest.raises(InvalidInputError) as refused:
        clean_domain(text)

    assert refused.value.code == "not-a-domain"


def test_domain_is_displayed_in_its_own_script():
    assert display_address("xn--bcher-kva.example") == "bücher.example"
    assert display_address("un.org") == "un.org"
    assert display_address("xn--strae-oqa.example") == "straße.example"
    assert display_address("xn--ls8h.example") == "xn--ls8h.example"  # not allowed by IDNA 2008
    assert display_address("xn--a.example") == "xn--a.example"  # not Punycode


@given(DOMAINS, st.booleans(), st.sampled_from(["", ".", "@", "*."]), st.sampled_from(["", "."]))
def test_capitals_and_dots_do_not_distinguish_domains(domain, capitals, before, after):
    result = before + (domain.upper() if capitals else domain) + after

    assert clean_domain(result) == domain
    assert clean_domain(clean_domain(result)) == domain


@given(DOMAINS, st.lists(LABELS, max_size=2), st.booleans())
def test_address_of_a_domain_or_its_subdomains_is_admitted(domain, below, capitals):
    host = ".".join((*below, domain))
    address = f"ana@{host.upper() if capitals else host}"

    assert is_domain_allowed(address, [clean_domain(domain)])


@given(DOMAINS, DOMAINS)
def test_addresses_of_other_domains_are_denied(domain, other):
    is_below = other == domain or other.endswith(f".{domain}")

    assert is_domain_allowed(f"ana@{other}", [domain]) is is_below
    assert not is_domain_allowed(f"ana@not{domain}", [domain])


@pytest.mark.parametrize("text", ["ana@bücher.example", "ana@xn--bcher-kva.example", "ana@Post.BÜCHER.example"])  # fmt: skip
def test_domain_equals_its_idna_spelling(text):
    assert is_domain_allowed(text, [clean_domain("BÜCHER.example")])

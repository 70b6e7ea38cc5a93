"""Validation and normalization of e-mail addresses."""

import pytest

from webinars.errors import InvalidInputError
from webinars.security.email_addresses import clean_address, normalize_address


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.org",
        "Ann.O'Neill+list@Example.ORG",
        "a@bücher.example",
        "a@xn--bcher-kva.example",
        "x_y@sub.example.museum",
    ],
)
def test_valid_address_is_unchanged(text):
    assert clean_address(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "ann", "@example.org", "ann@", "ann@example", "ann@@example.org", "ann@-example.org", "ann@example..org",
        "ann lee@example.org", "ann@exa mple.org", '"ann"@example.org', "ann@[127.0.0.1]", "ann@127.0.0.1",
        ".ann@example.org", "ann.@example.org", "an..n@example.org", "Ann <ann@example.org>", "ann@example.org,bob@example.org",
        "ann@example.org?bcc=x", "أنا@example.org", "=?utf-8?q?a?=@example.org>", "a" * 65 + "@example.org", "ann@" + "a" * 64 + ".org",
        "ann@" + ".".join(["a" * 60] * 5),
    ],
)  # fmt: skip
def test_address_that_no_server_accepts_is_refused(text):
    with pytest.raises(InvalidInputError) as refusal:
        clean_address(text)

    assert refusal.value.code in {"not-an-address", "too-long"}


@pytest.mark.parametrize("sign", ["\r\n", "\0", "\n", "\x7f"])
def test_control_character_in_an_address_is_refused(sign):
    with pytest.raises(InvalidInputError, match="control-characters"):
        clean_address(f"ann@example.org{sign}RCPT TO:<eve@example.org>")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Example.org", "ann@example.ORG"),
        ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
        (" ann@example.org ", "ann@example.org"),
        ("a@example.org.", "a@example.org"),
        ("a@ȺB.example", "a@ⱥb.example"),  # capitals that Unicode got after IDNA 2003
        ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"),
    ],
)
def test_spellings_of_one_address_are_normalized_alike(one, other):
    assert normalize_address(one) == normalize_address(other)


def test_dots_and_plus_distinguish_addresses():
    assert (
        len(
            {
                normalize_address(a)
                for a in ("ann.lee@example.org", "annlee@example.org", "annlee+x@example.org")
            }
        )
        == 3
    )


@pytest.mark.parametrize(
    "email", ["a@straße.de", "a@ΣΊΣΥΦΟς.gr", "a@na\u200dme.org", "=?utf-8?q?x?=@x.org"]
)
def test_address_that_headers_cannot_express_is_refused(email):
    with pytest.raises(InvalidInputError, match=r"not-an-address|control|broken"):
        clean_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "ann@example.org\u202e",
        "\u202aann@example.org",
        "ann@gro.elpmaxe\u202e",
        "ann@exam\u200bple.org",
        "ann@exam\u00adple.org",
        "ann@exam\ufeffple.org",
    ],
)
def test_address_with_invisible_characters_is_refused(email):
    with pytest.raises(InvalidInputError, match="invisible-character"):
        clean_address(email)


@pytest.mark.parametrize(
    "domain",
    ["💩.example", "i❤.example", "\u0378.example", "\u0301a.example", "aא1.example", "٠۰ا.example"],
)
def test_domain_that_idna_2008_does_not_allow_is_refused(domain):
    with pytest.raises(InvalidInputError, match="not-an-address"):
        clean_address(f"ann@{domain}")


@pytest.mark.parametrize(
    "sign", ["\ufe0f", "\u034f", "\u1806", "\u180b", "\u115f", "\u180f", "\u17b4"]
)
def test_characters_that_idna_drops_are_refused(sign):
    with pytest.raises(InvalidInputError, match="not-an-address"):
        clean_address(f"ann@exam{sign}ple.org")

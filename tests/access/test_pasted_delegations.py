"""Lists of delegations as people paste them; each line becomes one, or says what is wrong with it."""

import pytest

from webinars.access.limits import MAX_DELEGATIONS
from webinars.access.pasted_delegations import parse_delegations
from webinars.access.pasted_rows import MAX_LINE_LENGTH
from webinars.errors import InvalidInputError

KENYA = ("Kenya", "Wanjiru Kamau", "wanjiru@example.org", 3)
CHILE = ("Chile", "Inés Soto", "ines@example.org", None)


@pytest.mark.parametrize(
    "text",
    [
        "Kenya; Wanjiru Kamau; wanjiru@example.org; 3\nChile; Inés Soto; ines@example.org",
        "Kenya,Wanjiru Kamau,wanjiru@example.org,3\r\nChile,Inés Soto,ines@example.org,",
        "Kenya\tWanjiru Kamau\twanjiru@example.org\t3\rChile\tInés Soto\tines@example.org\t",
        (
            "\ufeffOrganisation;Focal point name;E-mail;Quota\n\n"
            "Kenya;Wanjiru Kamau;wanjiru@example.org;3\n;;;\nChile;Inés Soto;ines@example.org;"
        ),
        (
            "People,E-mail,Country,Name\n3,wanjiru@example.org,Kenya,Wanjiru Kamau\n"
            ",mailto:ines@example.org,Chile,Inés Soto"
        ),
        (
            "País;Punto focal;Correo electrónico;Cupo\n"
            "Kenya;Wanjiru Kamau;wanjiru@example.org;3\nChile;Inés Soto;ines@example.org;"
        ),
        "Kenya;Wanjiru Kamau <wanjiru@example.org>;3\nChile;Inés Soto <ines@example.org>",
        '"Kenya","Wanjiru Kamau","wanjiru@example.org","3"\n"Chile","Inés Soto","ines@example.org"',
    ],
)
def test_list_is_parsed_in_every_supported_form(text):
    lines = parse_delegations(text)

    assert [line.wrong for line in lines] == [None, None]
    assert [(e.name, e.focal_name, e.focal_email, e.quota) for e in lines] == [KENYA, CHILE]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Kenya; Wanjiru Kamau; 3", "address-missing"),
        ("Kenya; Wanjiru Kamau; wanjiru@; 3", "not-an-address"),
        ("Kenya; a@example.org; b@example.org; 3", "address-missing"),
        ("; Wanjiru Kamau; wanjiru@example.org; 3", "delegation-name-missing"),
        ("wanjiru@example.org", "delegation-name-missing"),
        ("Kenya; wanjiru@example.org; 3", "focal-name-missing"),
        ("Kenya; Wanjiru Kamau; wanjiru@example.org; 0", "quota-too-small"),
        ("Kenya; Wanjiru Kamau; wanjiru@example.org; many", "quota-too-small"),
        ("Kenya; Wanjiru Kamau; wanjiru@example.org; ٣", "quota-too-small"),
        (f"{'K' * 300}; Wanjiru Kamau; wanjiru@example.org", "too-long"),
        ("K" * (MAX_LINE_LENGTH + 1), "too-long"),
        ("Ken\x00ya; Wanjiru Kamau; wanjiru@example.org", "control-characters"),
        ("\u3164; Wanjiru Kamau; wanjiru@example.org", "required"),
        ("KENYA; Another; WANJIRU@example.org", "duplicate-delegation"),
    ],
)
def test_error_is_reported_at_its_line(line, code):
    lines = parse_delegations(f"Kenya; Wanjiru Kamau; wanjiru@example.org\n{line}")

    assert [(one.at, one.wrong and one.wrong.code) for one in lines] == [(1, None), (2, code)]


def test_one_focal_point_may_serve_several_bodies():
    lines = parse_delegations("Kenya; W; w@example.org\nChile; W; w@example.org")

    assert [line.wrong for line in lines] == [None, None]


def test_list_longer_than_the_limit_is_not_parsed_further():
    many = "\n".join(f"Body {n}; W; w{n}@example.org" for n in range(MAX_DELEGATIONS))

    assert len(parse_delegations(many)) == MAX_DELEGATIONS
    with pytest.raises(InvalidInputError, match="too-many-delegations"):
        parse_delegations(f"{many}\nOne more; W; w@example.org")

"""security.txt holds what RFC 9116 asks for, and is missed before it expires."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts.status.security_txt import VALID, problems, render

AT = datetime(2026, 11, 20, 12, 30, 15, 999, tzinfo=UTC)
CONTACT, HOST = "mailto:security@example.com", "app.example.com"
GOOD = render(CONTACT, ("en", "de"), HOST, AT)


def test_it_holds_what_the_rfc_asks_for() -> None:
    assert GOOD == (
        "Contact: mailto:security@example.com\n"
        "Expires: 2027-05-19T12:30:15Z\n"
        "Preferred-Languages: en, de\n"
        "Canonical: https://app.example.com/.well-known/security.txt\n"
    )
    assert VALID.days < 365


def test_what_was_published_is_found_valid_until_a_month_before_its_end() -> None:
    assert problems(GOOD, CONTACT, HOST, AT) == []
    assert problems(GOOD, CONTACT, HOST, AT + VALID - timedelta(days=31)) == []
    (late,) = problems(GOOD, CONTACT, HOST, AT + VALID - timedelta(days=29))
    assert late == "security.txt expires at 2027-05-19T12:30:15Z; at least 30 days must be left."
    (over,) = problems(GOOD, CONTACT, HOST, AT + VALID + timedelta(days=1))
    assert over == "security.txt has expired at 2027-05-19T12:30:15Z; at least 30 days must be left."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            GOOD.replace("security@", "old@"),
            "security.txt names ['mailto:old@example.com'] as contact; the settings say mailto:security@example.com.",
        ),
        (
            GOOD.replace("//app.", "//old."),
            "security.txt says ['https://old.example.com/.well-known/security.txt'] is its place; it is read at "
            "https://app.example.com/.well-known/security.txt.",
        ),
        (GOOD.replace("Expires", "# Expires"), "security.txt has 0 lines Expires; allowed is one."),
        (f"{GOOD}Expires: 2027-01-01T00:00:00Z\n", "security.txt has 2 lines Expires; allowed is one."),
        (
            GOOD.replace("2027-05-19T12:30:15Z", "soon"),
            "security.txt expires at 'soon', which is no date and time of RFC 3339.",
        ),
        (
            GOOD.replace("2027-05-19T12:30:15Z", "2027-05-19"),
            "security.txt expires at '2027-05-19', which is no date and time of RFC 3339.",
        ),
        (
            f"{GOOD}Preferred-Languages: fr\n",
            "security.txt has Preferred-Languages more than once; allowed is once.",
        ),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    assert problems(text, CONTACT, HOST, AT) == [sentence]

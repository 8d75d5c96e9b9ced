"""Passwords that everybody tries are refused, and sentences of one's own are not."""

import pytest

from klankbord.errors import PasswordCommon, PasswordGuessable, PasswordTelling
from klankbord.service.accounts.passwords import password_mistake

KNOWN = ("Lotte Maes", "lotte.maes@kassahuis.example", "Kassahuis")


@pytest.mark.parametrize(
    "password",
    [
        "wachtwoord1",
        "Wachtwoord",
        "welkom1234",
        "Welkom2026!",
        "welkomwelkom",
        "P@ssw0rd12",
        "password123",
        "2026zomer!",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "1q2w3e4r5t",
        "abcabcabcabc",
        "geheim 2026",
    ],
)
def test_common_ones_are_refused(password: str) -> None:
    assert isinstance(password_mistake(password, KNOWN), PasswordCommon)


@pytest.mark.parametrize("password", ["lotte.maes2026", "ikbenLotteMaes", "klankbord-2026"])
def test_what_names_its_owner_or_us_is_refused(password: str) -> None:
    told = password_mistake(password, KNOWN)
    assert isinstance(told, (PasswordTelling, PasswordGuessable))


@pytest.mark.parametrize(
    "password",
    [
        "drie gele fietsen",
        "koffie-op-het-werk",
        "zomers is welkom",
        "v8#kLq0!mZ2p",
        "Voetbal kijken met opa",
    ],
)
def test_sentences_are_taken(password: str) -> None:
    assert password_mistake(password, KNOWN) is None


def test_a_short_name_is_no_clue() -> None:
    assert password_mistake("vrijdag de jas uit", ("Jo", "jas@kassahuis.example")) is None

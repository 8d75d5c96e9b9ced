"""The client of mail, before a real server: encrypted, refused, silent, gone."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.postbox import PASSWORD, USER, nobody_there, postbox, silent, trusted
from tests.sites import Clock, fresh_site

from klankbord.errors import BadSetting, MailNotSent, MailRefused, MailUnsure
from klankbord.service.outward import mail
from klankbord.service.outward.mail import Letter, send
from klankbord.service.site import Site
from klankbord.settings import load_settings

LETTER = Letter("lotte@kassahuis.example", "Er staat iets klaar", "Dag Zoë\n.\nEen punt.\n")


@contextmanager
def site_with(folder: Path, **settings: Any) -> Iterator[Site]:
    with fresh_site(folder, **settings) as site:
        assert isinstance(site.now, Clock)
        yield site


def test_a_letter_arrives_as_it_was_written(tmp_path: Path) -> None:
    with postbox() as box, site_with(tmp_path, **box.settings) as site:
        send(site, LETTER)
    (letter,) = box.letters
    assert letter["To"] == "lotte@kassahuis.example"
    assert letter["From"] == "Klankbord <klankbord@kassahuis.example>"
    assert letter["Subject"] == "Er staat iets klaar"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_line_is_encrypted_and_the_password_goes_over_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    certificate = trusted(tmp_path, monkeypatch)
    with postbox(security, certificate) as box:
        told = box.settings | {
            "smtp_security": security,
            "smtp_user": USER,
            "smtp_password": PASSWORD,
        }
        if security == "tls":  # the server asks for no password on a line it did not encrypt itself
            told |= {"smtp_user": ""}
        with site_with(tmp_path, **told) as site:
            send(site, LETTER)
    assert len(box.letters) == 1
    assert box.encrypted == [True] or security == "tls"
    assert box.users == ([USER] if security == "starttls" else [])


def test_a_wrong_password_is_told_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = trusted(tmp_path, monkeypatch)
    with postbox("starttls", certificate) as box:
        told = {"smtp_security": "starttls", "smtp_user": USER, "smtp_password": "zonnebloem"}
        with site_with(tmp_path, **box.settings | told) as site:
            with pytest.raises(MailNotSent, match="535") as fault:
                send(site, LETTER)
            assert "zonnebloem" not in fault.value.say() + repr(site.settings)
    assert box.letters == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["localhost", "mail.elders.example"])
def test_a_certificate_of_nobody_known_or_of_another_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str, name: str
) -> None:
    certificate = trusted(tmp_path, monkeypatch, name)
    if name == "localhost":
        monkeypatch.delenv("SSL_CERT_FILE")
    with (
        postbox(security, certificate) as box,
        site_with(tmp_path, **box.settings | {"smtp_security": security}) as site,
        pytest.raises(MailNotSent, match="certificate"),
    ):
        send(site, LETTER)
    assert box.letters == []


def test_a_server_that_cannot_encrypt_gets_nothing(tmp_path: Path) -> None:
    with (
        postbox() as box,
        site_with(tmp_path, **box.settings | {"smtp_security": "starttls"}) as site,
        pytest.raises(MailNotSent, match="STARTTLS"),
    ):
        send(site, LETTER)
    assert box.letters == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 later", MailNotSent), ("550 no such user", MailRefused), ("421 bye", MailNotSent)],
)
@pytest.mark.parametrize("to", ["to_recipient", "to_letter"])
def test_a_refusal_is_for_now_or_for_good(tmp_path: Path, answer: str, kind: type, to: str) -> None:
    with postbox() as box, site_with(tmp_path, **box.settings) as site:
        setattr(box, to, answer)
        with pytest.raises((MailNotSent, MailRefused)) as fault:
            send(site, LETTER)
    assert type(fault.value) is kind
    assert answer in fault.value.say()


def test_a_line_that_breaks_at_the_very_end_is_told_apart(tmp_path: Path) -> None:
    with postbox() as box, site_with(tmp_path, **box.settings) as site:
        box.to_letter = ""
        with pytest.raises(MailUnsure):
            send(site, LETTER)
    assert len(box.letters) == 1


def test_a_server_that_is_gone_or_says_nothing_keeps_nobody_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_S", 0.3)
    told = {"smtp_host": "127.0.0.1", "smtp_security": "none", "mail_from": "k@kassahuis.example"}
    with silent() as port:
        for each in (nobody_there(), port):
            with site_with(tmp_path / str(each), **told, smtp_port=each) as site:
                begin = time.monotonic()
                with pytest.raises(MailNotSent) as fault:
                    send(site, LETTER)
                assert type(fault.value) is MailNotSent
                assert time.monotonic() - begin < 3


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("lotte@kassahuis.example\r\nBcc: dief@elders.example", "Dag"),
        ("lotte@kassahuis.example, dief@elders.example", "Dag"),
        ("lotte@kassahuis.example", "Dag\r\nBcc: dief@elders.example\r\n\r\nKlik hier"),
    ],
)
def test_no_header_comes_with_an_address_or_a_subject(
    tmp_path: Path, to: str, subject: str
) -> None:
    with postbox() as box, site_with(tmp_path, **box.settings) as site:
        try:
            send(site, Letter(to, subject, "Dag\n"))
        except MailRefused:
            assert box.letters == []
            return
    (letter,) = box.letters
    assert letter["Bcc"] is None
    assert letter["To"] == "lotte@kassahuis.example"


@pytest.mark.parametrize(
    "told",
    [
        {"SMTP_HOST": "localhost"},
        {"SMTP_HOST": "localhost", "MAIL_FROM": "geen adres"},
        {"MAIL_FROM": "a@b.example\nBcc: c@d.example"},
        {"SMTP_USER": "a", "SMTP_SECURITY": "none"},
        {"SMTP_SECURITY": "ssl"},
        {"SMTP_PORT": "0"},
    ],
)
def test_settings_that_cannot_be_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in told.items():
        monkeypatch.setenv(f"KLANKBORD_{name}", value)
    with pytest.raises(BadSetting):
        load_settings()


def test_the_certificate_is_always_checked() -> None:
    """Nothing here makes a context that believes everybody."""
    source = Path(mail.__file__).read_text("utf-8")
    assert "CERT_NONE" not in source
    assert "_create_unverified_context" not in source
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED

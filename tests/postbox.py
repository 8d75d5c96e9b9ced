"""A real server of mail on this machine, with a certificate of its own making where asked."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
import threading
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "klankbord", "drie gele fietsen"


@dataclass
class Postbox:
    """What a server took, and what it answers to what it is given."""

    port: int = 0
    to_recipient: str = "250 OK"
    to_letter: str = "250 OK"
    letters: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    users: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of an installation that sends by it."""
        told = {"smtp_host": "localhost", "smtp_port": self.port, "smtp_security": "none"}
        return told | {
            "mail_from": "klankbord@kassahuis.example",
            "public_url": "https://klankbord.kassahuis.example",
        }

    # ruff: noqa: ARG002 (the library calls them with all it has)

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_letter.startswith("250") or self.to_letter == "":
            content = cast("bytes", envelope.content)
            self.letters.append(email.message_from_bytes(content, policy=email.policy.default))
            self.encrypted.append(session.ssl is not None)
        if self.to_letter == "":  # the line breaks before it answers
            cast("Transport", server.transport).abort()
        return self.to_letter or "250 OK"

    def let_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: Any
    ) -> AuthResult:
        known = isinstance(told, LoginPassword)
        right = known and (told.login, told.password) == (USER.encode(), PASSWORD.encode())
        if right:
            self.users.append(USER)
        return AuthResult(success=right, handled=False)


@contextmanager
def postbox(security: str = "none", certificate: ssl.SSLContext | None = None) -> Iterator[Postbox]:
    """A server of mail; with a certificate it speaks TLS, from the begin or when asked."""
    box = Postbox()
    options: dict[str, Any] = {"authenticator": box.let_in}
    if security == "starttls":
        options |= {"tls_context": certificate, "require_starttls": True}
    implicit = certificate if security == "tls" else None
    server = Controller(box, hostname="127.0.0.1", port=_free(), ssl_context=implicit, **options)
    server.start()
    try:
        box.port = server.port
        yield box
    finally:
        server.stop(no_assert=True)


def trusted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str = "localhost"
) -> ssl.SSLContext:
    """A certificate of our own making for a name, by an authority that this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@contextmanager
def silent() -> Iterator[int]:
    """A server that takes the line and never says a word: its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        kept: list[socket.socket] = []
        over = threading.Event()

        def take() -> None:
            listening.settimeout(0.05)
            while not over.is_set():
                try:
                    kept.append(listening.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()
            for each in kept:
                each.close()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def nobody_there() -> int:
    """A port at which nothing answers."""
    return _free()

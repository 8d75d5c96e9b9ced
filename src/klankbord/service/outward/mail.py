"""Sending a letter: the one client, over the standard library's smtplib; only jobs use it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from klankbord.errors import MailNotSent, MailRefused, MailUnsure
from klankbord.service.names import clean
from klankbord.service.site import Site
from klankbord.settings import Settings

TIMEOUT_S = 15.0
"""So long the server may be silent."""
LONGEST_REASON = 200
FOR_GOOD = 500
"""From this code on, the server says that trying again is of no use."""


@dataclass(frozen=True)
class Letter:
    """What is sent to one person, as plain text: no quotes, no figures, no names of customers."""

    to: str
    subject: str
    text: str


def sends_mail(settings: Settings) -> bool:
    """Whether there is a server of mail."""
    return bool(settings.smtp_host)


def send(site: Site, letter: Letter) -> None:
    """Give a letter to the server of mail.

    Raises:
        MailNotSent: it did not answer, or not now; nothing went out.
        MailUnsure: the line broke at the very end; it may have gone out.
        MailRefused: it never takes this one.
    """
    settings = site.settings
    message = _message(site, letter)
    try:
        with _connected(settings) as server:
            server.send_message(message)
    except _LetterGiven as fault:
        raise MailUnsure(settings.smtp_host, str(fault)) from None
    except smtplib.SMTPSenderRefused as fault:  # ours: to be mended in the settings
        raise MailNotSent(settings.smtp_host, _why(fault)) from None
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as fault:
        code = _code(fault)
        kind = MailRefused if code >= FOR_GOOD else MailNotSent
        raise kind(settings.smtp_host, _why(fault)) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise MailNotSent(settings.smtp_host, _why(fault)) from None


def knock(settings: Settings) -> None:
    """Go to the server of mail as a letter would, and leave again without giving one.

    Raises:
        MailNotSent: it does not answer, its certificate is not right, or it lets nobody in.
    """
    try:
        with _connected(settings) as server:
            server.noop()
    except (smtplib.SMTPException, OSError) as fault:
        raise MailNotSent(settings.smtp_host, _why(fault)) from None


class _LetterGiven(Exception):
    """All of a letter is with the server, which then said nothing."""


class _Careful(smtplib.SMTP):
    """A line that tells apart what broke before the letter was given, and what after."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Give the letter; see `smtplib.SMTP.data`."""
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError) as fault:
            raise _LetterGiven(_why(fault)) from None


class _CarefulTls(_Careful, smtplib.SMTP_SSL):
    """The same, encrypted from its begin."""


@contextmanager
def _connected(s: Settings) -> Iterator[smtplib.SMTP]:
    """The server, greeted and signed in to; its certificate is always checked."""
    if s.smtp_security == "tls":
        checked = ssl.create_default_context()
        server: smtplib.SMTP = _CarefulTls(
            s.smtp_host, s.smtp_port, timeout=TIMEOUT_S, context=checked
        )
    else:
        server = _Careful(s.smtp_host, s.smtp_port, timeout=TIMEOUT_S)
    try:
        if s.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if s.smtp_user:
            server.login(s.smtp_user, s.smtp_password.get_secret_value())
        yield server
        _goodbye(server)
    finally:
        server.close()


def _goodbye(server: smtplib.SMTP) -> None:
    """Leave; the letter is taken by now, whatever the server says to it."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()


def _message(site: Site, letter: Letter) -> EmailMessage:
    """A letter as it travels; no address and no subject can bring a header of its own."""
    sender = site.settings.mail_from
    message = EmailMessage()
    try:
        message["From"] = Address("Klankbord", addr_spec=sender)
        message["To"] = Address(addr_spec=clean(letter.to))
    except (ValueError, MessageError) as fault:
        raise MailRefused(site.settings.smtp_host, _why(fault)) from None
    message["Subject"] = clean(letter.subject)
    message["Date"] = format_datetime(site.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _code(fault: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(fault, smtplib.SMTPResponseException):
        return fault.smtp_code
    return min(code for code, _ in fault.recipients.values())


def _why(fault: Exception) -> str:
    """What went wrong, in the words of the server or of the system."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(fault.recipients.values()))
        return _line(f"{code} {_text(said)}")
    if isinstance(fault, smtplib.SMTPResponseException):
        return _line(f"{fault.smtp_code} {_text(fault.smtp_error)}")
    return _line(str(fault) or type(fault).__name__)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _line(text: str) -> str:
    return clean(text)[:LONGEST_REASON]

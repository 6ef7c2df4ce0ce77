"""An e-mail about a failure, over a connection that nobody reads along."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape
from urllib.parse import unquote, urlsplit

from kit.alert.failure import Failure
from kit.errors import ParamError, RunError
from kit.params.on_failure import Email

_SECONDS = 30
_PORTS = {"smtp": 587, "smtps": 465}
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Server:
    """A mail server, from its URL ``smtp://user:password@host:587`` or ``smtps://…:465``."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, variable: str, environment: Mapping[str, str]) -> Server:
        """The server whose URL an environment variable holds.

        Raises
        ------
        ParamError
            If it is not set or holds no such URL; the URL is not shown.
        """
        if not environment.get(variable):
            raise ParamError(f"the environment variable `{variable}` is not set.")
        try:
            url = urlsplit(environment[variable])
            port = url.port or _PORTS[url.scheme]
        except (KeyError, ValueError):
            url, port = urlsplit(""), 0
        if not url.hostname:
            raise ParamError(
                f"the environment variable `{variable}` holds no URL of a mail server, such as "
                "smtp://user:password@mail.example.com:587 or smtps://… for TLS from the start."
            )
        user, password = unquote(url.username or ""), unquote(url.password or "")
        return cls(url.scheme, url.hostname, port, user, password)


def send_email(email: Email, failure: Failure, environment: Mapping[str, str]) -> None:
    """Send the e-mail that tells of `failure`; raises as `send`."""
    send(compose(email, failure), email.smtp, environment)


def send(message: EmailMessage, variable: str, environment: Mapping[str, str]) -> None:
    """Send a message by the server whose URL an environment variable holds.

    ``smtps:// speaks TLS from the start; ``smtp://`` changes to it by STARTTLS, and without it
    nothing is sent, except to a server on this machine, which then gets no password.

    Raises
    ------
    ParamError
        If the server's URL is missing or wrong.
    RunError
        If the server offers no TLS.
    OSError
        If it cannot be reached, its certificate is not trusted, or it refuses the e-mail
        (`smtplib.SMTPException` is one).
    """
    server = Server.of(variable, environment)
    trusted = ssl.create_default_context()
    if server.scheme == "smtps":
        with smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=trusted) as smtp:
            _deliver(smtp, server, message)
        return
    with smtplib.SMTP(server.host, server.port, timeout=_SECONDS) as smtp:
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=trusted)
        elif server.host not in _THIS_MACHINE or server.password:
            raise RunError(f"{server.host} offers no TLS (STARTTLS): nothing was sent.")
        _deliver(smtp, server, message)


def compose(email: Email, failure: Failure) -> EmailMessage:
    """The e-mail: plain text, and the same as HTML. No header can hold a line end."""
    message = EmailMessage()
    message["Subject"] = failure.headline
    message["From"] = email.sender
    message["To"] = ", ".join(email.to)
    message["Date"] = format_datetime(failure.at)
    message["Message-ID"] = make_msgid(domain=email.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(failure.sentences) + "\n")
    paragraphs = "".join(f"<p>{escape(said)}</p>\n" for said in failure.sentences)
    message.add_alternative(f"<!doctype html>\n<html><body>\n{paragraphs}</body></html>\n", "html")
    return message


def _deliver(smtp: smtplib.SMTP, server: Server, message: EmailMessage) -> None:
    if server.user:
        smtp.login(server.user, server.password)
    smtp.send_message(message)

"""A failed run, and a mail server of this machine with a certificate of its own."""

from __future__ import annotations

from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword

from kit.alert import Failure
from kit.errors import DataError, Fault

PASSWORD = "hush@4711"  # noqa: S105 (of a server that lives for one test)
PAGES = [
    {
        "unit": "EMEA/Iberia",
        "notebook": "sales",
        "language": "ca",
        "state": "failed",
        "seconds": 1.5,
        "reason": f"KeyError: 'ada@example.com' at smtp://kit:{PASSWORD}@mail",
    },
    {
        "unit": "",
        "notebook": "overview",
        "language": "en",
        "state": "timeout",
        "seconds": 300.0,
        "reason": "",
    },
    {
        "unit": "EMEA",
        "notebook": "overview",
        "language": "en",
        "state": "done",
        "seconds": 2.0,
        "reason": "",
    },
]
REFUSAL = DataError(
    "The data are refused: 1 fault.",
    [
        Fault(
            "error",
            "`ada@example.com` is no number.",
            table="opportunities",
            file="exports/Opportunity.csv",
            line=7,
            column="Amount",
            value="ada@example.com",
        )
    ],
)


def failure(error: Exception | None = None, project: str = "Small", pages: Any = PAGES) -> Failure:
    """The failure of a nightly report."""
    now = datetime(2026, 6, 30, 4, 0, 5, tzinfo=UTC)
    environment = {"SMTP_PASSWORD": PASSWORD}
    return Failure.of("kit report", project, now, pages, error, environment)


class Postbox(Message):
    """Keeps what arrives: the envelope and the message."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.arrived.append(message)


class MailServer(Controller):
    """A server on a free port of this machine, and its postbox."""

    def __init__(self, postbox: Postbox, **options: Any) -> None:
        super().__init__(postbox, port=0, **{"hostname": "127.0.0.1", **options})
        self.postbox = postbox

    def _trigger_server(self) -> None:
        """Before it is tried out: the system has chosen the port."""
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A server that runs as long as the block."""
    server = MailServer(Postbox(), **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def only_kit(_server: object, _session: object, _envelope: object, _how: str, data: Any) -> Any:
    """Whether a login is the one that the server knows."""
    known = LoginPassword(b"kit", PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the authority, as a company does its own."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))

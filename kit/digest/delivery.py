"""Digests into a folder as files that mail programs open, or to their readers by e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from kit import files
from kit.alert.email import Server, send
from kit.digest.composing import compose
from kit.digest.gathering import Digest
from kit.params import Settings
from kit.privacy import mask_secrets
from kit.publisher import folder


@dataclass(frozen=True)
class Sent:
    """How one e-mail went; `error` is empty where the server took it."""

    digest: Digest
    error: str = ""


def file_name(digest: Digest) -> str:
    """Where a digest lies in its folder: beside it lie those of the units below, as in the site."""
    return f"{folder(digest.unit)}.eml"


def write_digests(digests: Iterable[Digest], settings: Settings, target: Path) -> list[Path]:
    """Write each digest as an ``.eml`` file, dated by its last day, so that bytes repeat.

    Raises
    ------
    RunError
        If the disk refuses.
    """
    written = []
    for digest in digests:
        at = datetime.combine(digest.day, time(), UTC)
        path = target / file_name(digest)
        files.make_folder(path.parent)
        message = compose(digest, settings.digest.sender, at)
        files.write_atomic(path, message.as_bytes(), private=True)
        written.append(path)
    return written


def send_digests(
    digests: Iterable[Digest], settings: Settings, environment: Mapping[str, str], at: datetime
) -> Iterator[Sent]:
    """Send each digest to its recipients; what one server refuses keeps no other back.

    Parameters
    ----------
    digests
        Those without recipients are left out.
    environment
        As `os.environ`; holds the URL of the mail server.
    at
        The present moment, with an offset.

    Raises
    ------
    ParamError
        If the server's URL is missing or wrong: then nothing can be sent at all.
    """
    Server.of(settings.digest.smtp, environment)
    for digest in digests:
        if digest.recipients:
            message = compose(digest, settings.digest.sender, at)
            try:
                send(message, settings.digest.smtp, environment)
            except Exception as error:  # any: a server refuses in many ways
                said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                yield Sent(digest, mask_secrets(said, environment))
            else:
                yield Sent(digest)

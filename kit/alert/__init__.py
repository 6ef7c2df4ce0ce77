"""Tells people that a run failed: a command of theirs, and an e-mail.

Whatever goes wrong here is only said: it never changes how the run itself ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kit.alert.command import run_command
from kit.alert.email import send_email
from kit.alert.failure import Failure
from kit.params import Settings
from kit.privacy import mask_secrets

__all__ = ["Failure", "tell"]


def tell(settings: Settings, failure: Failure, environment: Mapping[str, str]) -> Iterator[str]:
    """Do what `on_failure` asks for; yield what went wrong with it, without any secret.

    Parameters
    ----------
    environment
        As `os.environ`; holds the URL of the mail server.
    """
    wanted, calls = settings.on_failure, dict[str, Callable[[], None]]()
    if wanted.command:
        calls["command"] = partial(run_command, wanted.command, failure, settings.folder)
    if wanted.email.to:
        calls["email"] = partial(send_email, wanted.email, failure, environment)
    for name, call in calls.items():
        try:
            call()
        except Exception as error:  # whatever it is, the run's own end is what counts
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            yield f"on_failure, {name}: {mask_secrets(said, environment)}"

"""Whom to tell when a run fails: a command, and an e-mail."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, model_validator

from kit.params.fields import Frozen, as_listed, as_tuple, optional
from kit.params.wording import shown

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def checked_address(text: str) -> str:
    """Accept an e-mail address, on one line, without a name.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not _ADDRESS.fullmatch(text) or not text.isprintable():
        raise ValueError(f"`{shown(text)}` is no e-mail address, such as `sales@example.com`.")
    return text


def checked_variable(text: str) -> None:
    """Accept the name of an environment variable.

    Raises
    ------
    ValueError
        If it is none; the text is not shown.
    """
    if not _VARIABLE.fullmatch(text):  # what stands there may be the URL itself: it is not shown
        raise ValueError(
            "give the name of the environment variable that holds the server's URL, such as "
            "`KIT_SMTP_URL`; the URL itself has no place in the file."
        )


Address = Annotated[StrictStr, AfterValidator(checked_address)]


class Email(Frozen):
    """An e-mail about a failed run; not sent where `to` is empty.

    Attributes
    ----------
    to
        Who gets it: one address, or a list.
    sender
        Who it is from; ``from`` in the file.
    smtp
        Name of the environment variable that holds the server's URL, with its password.
    """

    to: Annotated[tuple[Address, ...], BeforeValidator(as_listed)] = ()
    sender: Annotated[StrictStr, optional(checked_address), Field(alias="from")] = ""
    smtp: Annotated[StrictStr, optional(checked_variable)] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Email:
        given = {"to": self.to, "from": self.sender, "smtp": self.smtp}
        missing = [name for name, value in given.items() if not value]
        if missing and len(missing) < len(given):
            raise ValueError(f"an e-mail needs `{'` and `'.join(missing)}` too.")
        return self


class OnFailure(Frozen):
    """What happens when pages or a load fail.

    Attributes
    ----------
    command
        A program and its arguments, run as they stand, without a shell; empty for none.
    email
        The e-mail to send.
    """

    command: Annotated[
        tuple[Annotated[StrictStr, Field(min_length=1)], ...], BeforeValidator(as_tuple)
    ] = ()
    email: Email = Email()

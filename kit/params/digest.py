"""Who gets the e-mail with a unit's key figures, from whom, and where the site can be read."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StrictStr, model_validator

from kit.params.fields import Frozen, as_listed, optional
from kit.params.on_failure import Address, checked_address, checked_variable
from kit.params.wording import shown


def _site(text: str) -> None:
    url = urlsplit(text)
    is_plain = text.isprintable() and not set(text) & set(" \"'<>")
    if url.scheme not in ("http", "https") or not url.hostname or not is_plain:
        raise ValueError(
            f"`{shown(text)}` is no address of a site, such as `https://reports.example.com/sales/`."
        )
    if url.password or url.query or url.fragment:
        raise ValueError("the address of the site must hold no password, `?` or `#`.")


SiteAddress = Annotated[StrictStr, optional(_site)]
"""Where readers find the site: ``https://…``; empty where it is not known."""
Recipients = Annotated[tuple[Address, ...], BeforeValidator(as_listed)]
"""One e-mail address, or a list."""


class Digest(Frozen):
    """The e-mail with a unit's key figures, findings and changes.

    Attributes
    ----------
    to
        Who gets the company's; a unit's `recipients` get its own.
    sender
        Who it is from; ``from`` in the file.
    smtp
        Name of the environment variable that holds the server's URL, with its password.
    """

    to: Recipients = ()
    sender: Annotated[StrictStr, optional(checked_address), Field(alias="from")] = ""
    smtp: Annotated[StrictStr, optional(checked_variable)] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Digest:
        if bool(self.sender) != bool(self.smtp):
            raise ValueError(f"a digest needs `{'from' if self.smtp else 'smtp'}` too.")
        return self

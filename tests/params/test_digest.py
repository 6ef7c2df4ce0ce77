"""Who gets a digest, and where the site is: refused where it could not work, with the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kit.params import Settings
from kit.params.digest import Digest
from kit.units import Unit

UNITS = {"EMEA": {"recipients": "emea@example.com"}, "EMEA/DACH": {"recipients": ["a@x", "b@x"]}}


def settings(**given: Any) -> Settings:
    return Settings(folder=Path(), **given)


def test_a_unit_has_its_own_recipients_and_those_of_no_other() -> None:
    made = settings(units=UNITS, digest={"to": "boss@example.com"})
    assert made.recipients_of(Unit()) == ("boss@example.com",)
    assert made.recipients_of(Unit("EMEA")) == ("emea@example.com",)
    assert made.recipients_of(Unit("EMEA", "DACH")) == ("a@x", "b@x")
    assert made.recipients_of(Unit("EMEA", "Iberia")) == ()
    assert made.unit(Unit("EMEA", "Iberia")).language == "en"


@pytest.mark.parametrize("address", ["", "https://reports.example.com/sales/", "http://intranet"])
def test_the_address_of_the_site_is_one_of_the_web(address: str) -> None:
    assert settings(site_address=address).site_address == address


@pytest.mark.parametrize(
    "address",
    ["reports", "file:///srv", "javascript:alert(1)", "https://", 'https://x/"><script>',
     "https://me:hush@x/", "https://x/?a=1", "https://x/\nBcc: y"],
)  # fmt: skip
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match=r"the address of|no address of") as refused:
        settings(site_address=address)
    assert "hush" not in str(refused.value.errors()[0]["msg"])


def test_sender_and_server_come_together_and_the_url_has_no_place_there() -> None:
    assert Digest(**{"from": "kit@example.com", "smtp": "KIT_SMTP_URL"}).smtp == "KIT_SMTP_URL"
    with pytest.raises(ValidationError, match="needs `smtp` too"):
        Digest(**{"from": "kit@example.com"})
    with pytest.raises(ValidationError, match="environment variable"):
        Digest(**{"from": "kit@example.com", "smtp": "smtp://me:hush@mail"})
    with pytest.raises(ValidationError, match="no e-mail address"):
        Digest(to="Ada <ada@example.com>\r\nBcc: eve@example.com")

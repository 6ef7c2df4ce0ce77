from __future__ import annotations

import pytest
from pydantic import ValidationError

from kit.params.on_failure import Email
from tests.params.conftest import Loading, Refusal


def test_a_hook_is_a_command_and_an_e_mail(settings_of: Loading) -> None:
    hook = settings_of("""source: demo
on_failure:
  command: [/usr/local/bin/page, --team, sales ops]
  email: {to: [ada@example.com, bo@example.com], from: kit@example.com, smtp: KIT_SMTP_URL}
""").on_failure
    assert hook.command == ("/usr/local/bin/page", "--team", "sales ops")
    assert hook.email.to == ("ada@example.com", "bo@example.com")
    assert (hook.email.sender, hook.email.smtp) == ("kit@example.com", "KIT_SMTP_URL")


def test_without_one_nobody_is_told(settings_of: Loading) -> None:
    hook = settings_of("source: demo\n").on_failure
    assert hook.command == ()
    assert hook.email.to == ()


@pytest.mark.parametrize(
    "address", ["a@b.c\nBcc: eve@x.y", "a@b.c, eve@x.y", "<a@b.c>", "a@", "@b", "a", "a@b\x00c"]
)
def test_an_address_that_could_change_a_header_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="is no e-mail address"):
        Email(to=(address,), smtp="X", **{"from": "k@b.c"})
    with pytest.raises(ValidationError, match="is no e-mail address"):
        Email(to=("a@b.c",), smtp="X", **{"from": address})


def test_a_url_written_in_place_of_its_name_is_never_repeated(refusal_of: Refusal) -> None:
    (line,) = refusal_of("source: demo\non_failure: {email: {smtp: 'smtp://u:hush@h'}}\n")
    assert "hush" not in line

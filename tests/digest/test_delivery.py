"""Digests reach a real server or a folder, and never without saying that they are not current."""

from __future__ import annotations

import email
import stat
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from kit.data.manifest import Snapshot
from kit.digest import Digest, digests_of, send_digests, write_digests
from kit.errors import ParamError, RunError
from kit.publisher import publish_site
from kit.runner import Choice
from tests.alert.conftest import PASSWORD, mail_server
from tests.publisher.small_site import SmallSite

NOW = datetime(2026, 6, 30, 6, tzinfo=UTC)


def digests(site: SmallSite, snapshot: Snapshot, **choice: Any) -> dict[str, Digest]:
    found = digests_of(site.settings, snapshot, Choice(**choice))
    return {digest.unit.key: digest for digest in found}


def published(site: SmallSite, snapshot: Snapshot) -> SmallSite:
    site.ran(snapshot)
    site.publish(snapshot)
    return site


def test_each_unit_has_its_own_in_its_own_words(site: SmallSite, snapshot: Snapshot) -> None:
    found = digests(published(site, snapshot), snapshot)
    assert list(found) == ["", "EMEA", "EMEA/DACH", "EMEA/Iberia"]
    assert found["EMEA/DACH"].headlines[0].text == "€130 DACH"
    assert found["EMEA/DACH"].recipients == ("ada@example.com", "bo@example.com")
    assert found["EMEA/Iberia"].recipients == ()
    assert found[""].recipients == ("boss@example.com",)
    assert found["EMEA/DACH"].subject == "Example · DACH · As of 28 February 2026"
    assert list(digests(site, snapshot, region="EMEA", team="DACH")) == ["EMEA/DACH"]


def test_a_link_leads_to_the_unit_where_the_address_of_the_site_is_known(
    site: SmallSite, snapshot: Snapshot
) -> None:
    known = {"site_address": "https://reports.example.com/sales"}
    other = SmallSite(site.settings.model_copy(update=known))
    found = digests(published(other, snapshot), snapshot)
    assert found["EMEA/DACH"].href == "https://reports.example.com/sales/emea/dach/index.html"
    assert digests(site, snapshot)["EMEA/DACH"].href == ""


def test_before_anything_is_published_there_is_no_digest(
    site: SmallSite, snapshot: Snapshot
) -> None:
    with pytest.raises(RunError, match="Nothing is published yet"):
        digests(site, snapshot)


def test_figures_that_the_site_does_not_show_are_not_told(
    site: SmallSite, snapshot: Snapshot
) -> None:
    published(site, snapshot)
    newer = site.load(amount=[1.0, 2.0, 3.0])
    site.ran(newer)
    with pytest.raises(RunError, match="Run `kit publish` first"):
        digests(site, newer)


def test_a_unit_that_failed_says_so_first(site: SmallSite, snapshot: Snapshot) -> None:
    published(site, snapshot)
    site.failed(snapshot, Choice(team="DACH", notebooks=("sales",)), "KeyError: 'secret'")
    publish_site(site.settings, snapshot)
    failed = digests(site, snapshot)["EMEA/DACH"]
    assert failed.state == "failed"
    assert "failed; last good pages of 28 Feb 2026" in failed.subject
    assert any("The notebook stopped with an error." in one for one in failed.warnings)
    assert "secret" not in " ".join(failed.warnings)


def test_files_are_private_and_the_same_each_time(
    site: SmallSite, snapshot: Snapshot, tmp_path: Path
) -> None:
    found = digests_of(published(site, snapshot).settings, snapshot, Choice())
    paths = write_digests(found, site.settings, tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == [
        "company.eml", "emea.eml", "emea/dach.eml", "emea/iberia.eml"
    ]  # fmt: skip
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600
    before = [path.read_bytes() for path in paths]
    again = write_digests(found, site.settings, tmp_path / "out")
    assert [path.read_bytes() for path in again] == before
    read = email.message_from_bytes(before[2], policy=default)
    assert read["To"] == "ada@example.com, bo@example.com"
    assert all(len(content) < 100_000 for content in before)


def test_they_go_to_their_recipients_and_to_nobody_else(
    site: SmallSite, snapshot: Snapshot
) -> None:
    found = digests_of(published(site, snapshot).settings, snapshot, Choice())
    with mail_server() as server:
        url = {"URL": f"smtp://127.0.0.1:{server.port}"}
        sent = list(send_digests(found, site.settings, url, NOW))
        arrived = server.postbox.arrived
    assert [(one.digest.unit.key, one.error) for one in sent] == [("", ""), ("EMEA/DACH", "")]
    assert [message["X-RcptTo"] for message in arrived] == [
        "boss@example.com",
        "ada@example.com, bo@example.com",
    ]


def test_a_server_that_refuses_is_told_without_its_password(
    site: SmallSite, snapshot: Snapshot
) -> None:
    found = digests_of(published(site, snapshot).settings, snapshot, Choice())
    with mail_server() as server:
        url = {"URL": f"smtp://kit:{PASSWORD.replace('@', '%40')}@127.0.0.1:{server.port}"}
        sent = list(send_digests(found, site.settings, url, NOW))
        assert server.postbox.arrived == []
    assert len(sent) == 2
    assert all("offers no TLS" in one.error and PASSWORD not in one.error for one in sent)
    with pytest.raises(ParamError, match="environment variable `URL` is not set"):
        list(send_digests(found, site.settings, {}, NOW))

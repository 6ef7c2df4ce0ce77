"""The commands that carry figures elsewhere: e-mails, tables for other programs, pipes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.cli import app
from kit.errors import ParamError
from tests.alert.conftest import mail_server
from tests.publisher.small_site import SmallSite

YAML = """name: Example
source: demo
digest: {from: kit@example.com, smtp: KIT_TEST_SMTP, to: boss@example.com}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = SmallSite.of(tmp_path)
    snapshot = site.load(demo=True)
    site.ran(snapshot)
    site.publish(snapshot)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


def answer(*words: str, folder: Path, code: int = 0) -> dict[str, object]:
    result = CliRunner().invoke(app, [*words, "--project", str(folder), "--json"])
    assert result.exit_code == code, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_digests_are_files_unless_they_are_to_be_sent(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = answer("digest", folder=folder)["digests"]
    assert isinstance(written, list)
    assert [one["unit"] for one in written] == ["", "EMEA", "EMEA/DACH", "EMEA/Iberia"]
    assert Path(written[2]["file"]) == folder / "outputs" / "digest" / "emea" / "dach.eml"
    assert all(Path(one["file"]).is_file() and not one["sent"] for one in written)
    with mail_server() as server:
        monkeypatch.setenv("KIT_TEST_SMTP", f"smtp://127.0.0.1:{server.port}")
        sent = answer("digest", "--send", folder=folder)["digests"]
        assert [message["To"] for message in server.postbox.arrived] == ["boss@example.com"]
    assert isinstance(sent, list)
    assert [one["sent"] for one in sent] == [True, False, False, False]
    refused = answer("digest", "--send", folder=folder, code=1)["digests"]
    assert isinstance(refused, list)
    assert "ConnectionRefusedError" in refused[0]["error"]


def test_what_cannot_be_sent_is_refused_with_what_is_missing(folder: Path) -> None:
    runner = CliRunner()
    words = ["digest", "--send", "--project", str(folder)]
    only = runner.invoke(app, [*words, "--region", "EMEA"])
    assert isinstance(only.exception, ParamError)
    assert "recipients:" in str(only.exception)
    both = runner.invoke(app, [*words, "--folder", str(folder)])
    assert isinstance(both.exception, ParamError)
    (folder / "params" / "project.yaml").write_text("name: E\nsource: demo\n", encoding="utf-8")
    server = runner.invoke(app, words)
    assert isinstance(server.exception, ParamError)
    assert "No mail server is set" in str(server.exception)


def kit(*words: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "kit", *words, "--project", str(folder)]


def test_an_answer_goes_through_a_pipe_and_a_reader_may_leave_early(folder: Path) -> None:
    words = kit("compute", "bookings", "--by", "owner", "--csv", "-", folder=folder)
    whole = subprocess.run(words, capture_output=True, check=True)
    rows = list(csv.DictReader(io.StringIO(whole.stdout.decode("utf-8"))))
    assert rows
    assert {"kpi", "period", "owner", "value"} <= rows[0].keys()
    assert whole.stderr == b""
    first = subprocess.run(  # noqa: S602 (a pipe of the shell is what is tried)
        " ".join([*words, "| head -n 1"]), shell=True, capture_output=True, check=True
    )
    assert first.stdout.splitlines() == whole.stdout.splitlines()[:1]
    assert b"Traceback" not in first.stderr


def test_csv_and_json_do_not_share_one_output(folder: Path) -> None:
    words = ["compute", "bookings", "--csv", "-", "--json", "--project", str(folder)]
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, ParamError)
    assert "choose one" in str(result.exception)

"""`kit demo --as`: the demo CRM in the native shape of a CRM."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kit.cli import app
from kit.errors import ParamError


def run(*arguments):
    return CliRunner().invoke(app, ["demo", "--opportunities", "1000", *arguments])


def test_the_files_of_the_crm_are_written_and_listed(tmp_path):
    folder = tmp_path / "crm"
    result = run("--as", "pipedrive", "--variant", "spanish", "--folder", str(folder), "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert (answer["crm"], answer["folder"]) == ("pipedrive", str(folder))
    written = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert sorted(answer["files"]) == sorted(written)
    assert "params/stages.csv" in written
    heading = (folder / "exports" / "deals.csv").read_text("utf-8").partition(",")[0]
    assert heading == "Negocio - ID"


def test_a_folder_that_holds_an_export_is_left_alone(tmp_path):
    (tmp_path / "exports").mkdir()
    result = run("--as", "hubspot", "--folder", str(tmp_path))
    assert isinstance(result.exception, ParamError)
    assert "already holds exports/" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["exports"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as", "hubspott", "--folder", "x"], "Did you mean `hubspot`?"),
        (["--as", "hubspot"], "`kit demo --as` needs --folder"),
        (["--variant", "labels", "--folder", "x"], "`kit demo --variant` needs --as"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert isinstance(result.exception, ParamError)
    assert message in str(result.exception)
    assert list(tmp_path.iterdir()) == []

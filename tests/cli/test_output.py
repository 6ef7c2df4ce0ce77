"""What commands print: for programs one JSON object, for people text that is never markup."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from kit.cli import output
from kit.errors import Fault, ParamError

Captured = pytest.CaptureFixture[str]


def test_an_answer_is_one_json_object(capsys: Captured) -> None:
    output.emit({"name": "Málaga", "day": date(2026, 2, 28), "path": Path("a")})
    said = capsys.readouterr().out
    assert "Málaga" in said
    assert json.loads(said) == {"name": "Málaga", "day": "2026-02-28", "path": "a"}


def test_a_line_is_said_as_it_is(capsys: Captured) -> None:
    line = "[red]Iberia[/red] :smile: 1\u202f000\u00a0€ " + "long " * 50
    output.say(line)
    assert capsys.readouterr().out.rstrip("\n") == line


def test_no_name_turns_or_hides_what_is_said_beside_it(capsys: Captured) -> None:
    name = "N\u202eord\x1b[2J\u200b\r"
    output.say(f"{name} done\nnext")
    output.note(name)
    output.grid(["unit"], [[name]])
    output.show_faults([Fault("warning", "words", value=name)])
    captured = capsys.readouterr()
    assert captured.out.splitlines()[:2] == ["N�ord�[2J�� done", "next"]
    assert not {"\u202e", "\x1b", "\u200b", "\r"} & {*captured.out, *captured.err}


def test_a_table_shows_every_cell_and_no_word_for_missing(capsys: Captured) -> None:
    output.grid(["unit", "rows"], [["[b]EMEA[/b]", 12], [None, 7]])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [["unit", "rows"], ["[b]EMEA[/b]", "12"], ["7"]]
    assert lines[1].index("12") == lines[2].index("7") - 1  # numbers end together


def test_a_table_may_be_empty(capsys: Captured) -> None:
    output.grid(["unit"], [])
    assert "unit" in capsys.readouterr().out


def test_faults_go_to_standard_error_the_first_hundred(capsys: Captured) -> None:
    faults = [
        Fault("coerced", f"fault {number}", file="a.csv", line=number) for number in range(103)
    ]
    output.show_faults(faults)
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert lines[0] == "coerced: a.csv, line 0: fault 0"
    assert (len(lines), lines[-1]) == (101, "… and 3 more")


@pytest.mark.parametrize("severity", ["error", "quarantined", "coerced", "warning"])
def test_every_severity_can_be_said(capsys: Captured, severity: str) -> None:
    output.show_faults([Fault(severity, "words")])  # type: ignore[arg-type]
    assert capsys.readouterr().err == f"{severity}: words\n"


def test_a_csv_file_can_be_read_back_and_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    rows = [["=1+1", -2.5, None], ["@x", 3, 'a, "b"'], ["Málaga", -0.1, "-x"]]
    output.write_csv(path, ["owner", "value", "note"], rows)
    with path.open(encoding="utf-8", newline="") as handle:
        assert list(csv.reader(handle)) == [
            ["owner", "value", "note"],
            ["'=1+1", "-2.5", ""],
            ["'@x", "3", 'a, "b"'],
            ["Málaga", "-0.1", "'-x"],
        ]


@pytest.mark.parametrize("name", ["missing/answer.csv", ""])
def test_a_csv_file_needs_a_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParamError, match="--csv"):
        output.write_csv(tmp_path / name, ["a"], [])

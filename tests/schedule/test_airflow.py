"""The DAG is read by Python; what it would run is run."""

from __future__ import annotations

import ast
from pathlib import Path

from kit.schedule import Attempt, Waking, airflow_files
from tests.schedule.scheduled import at, settings_of

HARD = "it's \"100%\" {{ ds }} \\ '''"
SETTINGS = '''name: Sales
timezone: Asia/Kolkata
units: {'A"""b\\': {schedule: "0 6 * * 1"}}
'''


def dag(folder: Path) -> tuple[str, str]:
    project = settings_of(folder, SETTINGS)
    waking = Waking.of(project, Attempt.of(project, at("2026-06-30T12:00Z")).entries)
    ((name, text),) = airflow_files(waking).items()
    return name, text


def test_the_dag_holds_the_command_as_words_however_the_folder_is_called(tmp_path: Path) -> None:
    name, text = dag(tmp_path / HARD)
    assert name == "kit_sales.py"
    tree = ast.parse(text)
    assigned = {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    assert assigned["COMMAND"][1:] == ["schedule", "run", "--project", str(tmp_path / HARD)]
    assert "A'''b\\: 0 6 * * 1, Asia/Kolkata" in (ast.get_docstring(tree) or "")
    compile(tree, name, "exec")


def test_the_dag_wakes_the_kit_every_hour_never_twice_and_catches_nothing_up(
    tmp_path: Path,
) -> None:
    _, text = dag(tmp_path)
    (function,) = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    (call,) = function.decorator_list
    assert isinstance(call, ast.Call)
    options = {
        str(word.arg): ast.literal_eval(word.value)
        for word in call.keywords
        if word.arg != "start_date"
    }
    assert options == {
        "dag_id": "kit-sales",
        "schedule": "30 * * * *",
        "catchup": False,
        "max_active_runs": 1,
    }

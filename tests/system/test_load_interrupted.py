"""A load that goes wrong at any operation on the disk: the old snapshot or the new one holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.data.manifest import newest
from kit.load import load
from kit.params import load_settings
from tests.breaking import CRASHED

SETTINGS = """name: Teams
sources:
  opportunities: {file: opportunities.csv}
  accounts: {file: accounts.csv}
"""
HEADING = "opportunity_id,created_at,stage,status,closed_at,amount,owner,team,region,account_id"


def export(folder: Path, amount: int) -> None:
    rows = [
        "w,2026-01-05T09:00:00Z,Won,won,2026-03-01T09:00:00Z,10.50,Ann,Iberia,EMEA,k",
        f"o,2026-01-06T09:00:00Z,New,open,,{amount},Bob,DACH,EMEA,k",
        "q,2026-01-07T09:00:00Z,New,open,,many,Bob,DACH,EMEA,k",
    ]
    (folder / "opportunities.csv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    (folder / "accounts.csv").write_text(f"account_id,name\nk,Customer {amount}\n", "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Loaded once; its export has changed since, and one row of it is always set aside."""
    (tmp_path / "params").mkdir()
    limit = "quarantine_limit: 0.5\n"
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS + limit, encoding="utf-8")
    export(tmp_path, 20)
    load(load_settings(tmp_path))
    export(tmp_path, 30)
    return tmp_path


def every_try(project: Path, root: Path, kind: str, step: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.system.load_interrupted", str(project), kind]
    done = subprocess.run([*command, str(step)], cwd=root, check=True, capture_output=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        pytest.param("crash", 9, id="some crashes"),
        pytest.param("crash", 1, id="every crash", marks=pytest.mark.acceptance),
        pytest.param("refuse", 1, id="every refusal", marks=pytest.mark.acceptance),
    ],
)
def test_whatever_goes_wrong_the_old_snapshot_holds_or_the_new_one(
    kind: str, step: int, project: Path, root: Path
) -> None:
    before = newest(load_settings(project).store)
    assert before is not None
    *broken, last = every_try(project, root, kind, step)
    assert (last["code"], last["faults"]) == (0, [])
    assert last["snapshot"] != before.id
    assert broken
    for one in broken:
        assert one["snapshot"] in (before.id, last["snapshot"]), one
        assert one["faults"] == [], one
        assert one["again"] == {"code": 0, "said": "", "snapshot": last["snapshot"], "faults": []}
        assert one["code"] == (CRASHED if kind == "crash" else 1), one
        assert "UNEXPECTED" not in one["said"], one
        assert [path for path in one["kept"] if path not in last["kept"]] == [], one

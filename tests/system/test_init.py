"""`kit init` as a user meets it: a folder of exports, a draft, and a load that reads it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.data.handover import snapshot_of
from kit.data.store import Store
from kit.demo.natives import NATIVES
from kit.params import load_settings
from kit.units import Unit
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("init")

# How the other variants are read is held cell by cell in test_natives.
QUICK = ("salesforce",)
STYLES = [
    pytest.param(name, native.variants[0], marks=() if name in QUICK else pytest.mark.acceptance)
    for name, native in NATIVES.items()
]


def kit(*arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "kit", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def init(folder: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(kit("init", str(folder), "--json").stdout)
    return answer


def copied(shared: Path, name: str, folder: Path) -> Path:
    """A copy of one set of real files that can be written to."""
    target = folder / name
    target.mkdir()
    for path in (shared / "data" / name).iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target


@pytest.mark.parametrize(("crm", "variant"), STYLES)
def test_a_native_export_is_recognised_and_loads_as_drafted(
    crm: str, variant: str, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    small = ("--opportunities", "1000", "--seed", "5")
    kit("demo", "--as", crm, "--variant", variant, "--folder", str(folder), *small)
    answer = init(folder)
    assert answer["crm"] == crm
    assert answer["faults"] == []
    assert all(table["loads"] for table in answer["tables"].values())
    loaded = Project(folder).ask("load")
    assert sorted(loaded["tables"]) == sorted(answer["tables"])
    for name in ("opportunities", "leads", "activities", "accounts"):
        assert loaded["tables"][name]["kept"] > 0
    # What companies keep beside their CRM is read from there.
    for name in NATIVES[crm].params:
        assert answer["tables"][name]["file"].startswith("params/")


def test_a_draft_is_never_overwritten_and_can_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "Deal ID,Stage,Created,Close Date,Amount\n1,Won,2025-01-02,2025-02-03,5.00\n"
    )
    shown = kit("init", str(tmp_path), "--dry-run").stdout
    assert not (tmp_path / "params").exists()
    kit("init", str(tmp_path))
    written = (tmp_path / "params" / "project.yaml").read_text()
    assert shown == written
    refused = kit("init", str(tmp_path), code=2)
    assert "is there already and is not overwritten" in refused.stderr
    assert kit("init", str(tmp_path), "--dry-run").stdout == written


def test_an_empty_folder_is_refused_with_the_next_step(tmp_path: Path) -> None:
    refused = kit("init", str(tmp_path), code=2)
    assert "no file in it can be read as a table of a CRM" in refused.stderr
    assert "Put the exports of the CRM there" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_screen_is_folded_and_ends_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "Deal ID,Stage,Created,Close Date,Amount\n1,Won,2025-01-02,2025-02-03,5.00\n"
    )
    lines = kit("init", str(tmp_path)).stdout.splitlines()
    assert [line for line in lines if len(line) > 100 and str(tmp_path) not in line] == []
    assert lines[-1] == f"Next: kit check --project {tmp_path}"
    order = [next(at for at, line in enumerate(lines) if line.startswith(start)) for start in
             ("opportunities:", "Not found", "Check:", "Wrote")]  # fmt: skip
    assert order == sorted(order)


@pytest.mark.shared_data
def test_the_maven_files_load_as_drafted(shared: Path, tmp_path: Path) -> None:
    folder = copied(shared, "maven_crm", tmp_path)
    answer = init(folder)
    assert set(answer["tables"]) == {"opportunities", "accounts", "owners", "products"}
    assert any("`team` is read from `manager`" in check for check in answer["check"])
    assert load_settings(folder).sources["owners"].columns["team"] == "manager"
    project = Project(folder)
    loaded = project.ask("load")
    kept = {name: table["kept"] for name, table in loaded["tables"].items()}
    assert kept == {"opportunities": 8_800, "accounts": 85, "owners": 35, "products": 7}
    assert any("GTXPro" in fault["message"] for fault in loaded["faults"])
    rows = project.rows("bookings", "--period", "year", "--periods", "3")
    assert sum(row["value"] or 0 for row in rows if row["measure"] == "amount") == 10_005_534


@pytest.mark.shared_data
def test_the_cdnow_orders_load_as_drafted_to_the_cent(shared: Path, tmp_path: Path) -> None:
    folder = copied(shared, "cdnow", tmp_path)
    answer = init(folder)
    assert set(answer["tables"]) == {"orders"}
    assert any(
        note.startswith("CDNOW_sample.txt is not used: it has no line of headings")
        for note in answer["notes"]
    )
    loaded = Project(folder).ask("load")
    assert loaded["tables"]["orders"]["kept"] == 69_659
    lines = (folder / "CDNOW_master.txt").read_text().splitlines()[1:]
    cents = sum(round(float(line.split()[3]) * 100) for line in lines)
    assert round(orders(folder)["amount"].mul(100).round().sum()) == cents


def orders(folder: Path) -> Any:
    """The orders as the newest snapshot of a project holds them."""
    settings = load_settings(folder)
    return Store(settings.store).read(snapshot_of(settings).parts_for(Unit()))["orders"]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "records", "rows", "each"),
    [
        ("italian_helpdesk", "cases", 21_348, "21,348 rows for 4,580 different `Case ID`"),
        ("bpi2012_loan", "opportunities", 262_200, "262,200 rows for 13,087 different `case_id`"),
    ],
)
def test_logs_of_events_load_as_drafted_and_say_what_they_are_not(
    shared: Path, tmp_path: Path, name: str, records: str, rows: int, each: str
) -> None:
    folder = copied(shared, name, tmp_path)
    answer = init(folder)
    assert set(answer["tables"]) == {"stage_history"}
    said = " ".join(answer["check"])
    assert each in said
    assert f"`{records}` cannot be read from it as it is" in said
    loaded = Project(folder).ask("load")
    assert loaded["tables"]["stage_history"]["kept"] == rows


@pytest.mark.shared_data
def test_the_query_that_a_log_is_drafted_with_gives_its_cases(shared: Path, tmp_path: Path) -> None:
    folder = copied(shared, "italian_helpdesk", tmp_path)
    text = init(folder)["text"]
    commented = [line.removeprefix("  # ") for line in text.splitlines() if line.startswith("  # ")]
    entry = commented[commented.index("cases:") :]
    assert '  dates: "%Y/%m/%d %H:%M:%S.%f"' in entry
    path = folder / "params" / "project.yaml"
    path.write_text("sources:\n" + "\n".join(f"  {line}" for line in entry) + "\n")
    assert Project(folder).ask("load")["tables"]["cases"]["kept"] == 4_580


@pytest.mark.acceptance
def test_a_folder_with_two_crms_reads_the_larger_one_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    for crm, where in (("salesforce", folder), ("pipedrive", tmp_path / "other")):
        kit("demo", "--as", crm, "--folder", str(where), "--opportunities", "1000")
    shutil.copy(tmp_path / "other" / "exports" / "deals.csv", folder / "exports" / "deals.csv")
    answer = init(folder)
    assert answer["crm"] == "salesforce"
    assert answer["tables"]["opportunities"]["file"] == "exports/Opportunity.csv"
    assert any(
        "exports/deals.csv looks like Deals (list view) of Pipedrive" in note
        for note in answer["notes"]
    )
    Project(folder).ask("load")

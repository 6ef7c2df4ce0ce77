"""The demo CRM, reported on as a new user would."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("demo")


def test_every_page_of_every_unit_is_published(demo: Project) -> None:
    units = demo.ask("status")["units"]
    assert len(units) >= 8
    assert {unit["state"] for unit in units} == {"fresh"}
    manifest = json.loads(demo.page("manifest.json"))
    pages = [path for path in manifest["files"] if path.endswith("overview.html")]
    assert len(pages) == len(units)


def test_every_page_carries_the_demo_banner(demo: Project) -> None:
    for path in demo.site.rglob("*.html"):
        assert "demo" in path.read_text(encoding="utf-8").lower(), path.name


def test_pages_weigh_less_than_promised(demo: Project) -> None:
    for path in demo.site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        figures = sum(map(len, re.findall(r"<figure.*?</figure>", page, flags=re.DOTALL)))
        assert len(page.encode()) < 600_000, path.name
        assert len(page.encode()) - figures < 150_000, path.name


def test_pages_hold_no_code_path_or_address(demo: Project) -> None:
    code = r"(?m:^\s*(from [\w.]+ )?import \w)|report\.show"
    forbidden = re.compile(rf"{code}|/tmp|/home/|/root|https?://(?!www\.w3\.org)")
    for path in demo.site.rglob("*.html"):
        found = forbidden.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found and found.group()}"


def test_no_page_shows_a_missing_number_as_nan(demo: Project) -> None:
    for path in demo.site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        body = re.sub(r"<script.*?</script>", " ", page[page.index("<body") :], flags=re.DOTALL)
        text = re.sub(r"<[^>]+>", " ", body)
        found = re.search(r"\b(nan|NaN|NaT|inf)\b|\bNone\b(?! of \d)", text)
        assert not found, path.name


def test_teams_and_what_belongs_to_nobody_make_up_the_company(demo: Project) -> None:
    options = ("--period", "year", "--periods", "4")
    for kpi in ("bookings", "open_pipeline"):
        whole, parts = demo.rows(kpi, *options), demo.rows(kpi, "--by", "team", *options)
        for row in whole:
            same = [
                part["value"]
                for part in parts
                if (part["measure"], part["period"]) == (row["measure"], row["period"])
            ]
            assert sum(filter(None, same)) == pytest.approx(row["value"] or 0, abs=0.005)


def test_a_team_page_names_no_owner_of_another_team_but_on_the_open_leaderboard(
    demo: Project,
) -> None:
    """What is shared on purpose is the leaderboard; records are not."""
    with (demo.folder / "outputs" / "demo" / "owners.csv").open(encoding="utf-8") as lines:
        people = list(csv.DictReader(lines))
    own = {row["owner"] for row in people if row["team"] == "Iberia"}
    strangers = {row["owner"] for row in people} - own
    assert len(strangers) > 20
    pages = ("leads", "activity", "pipeline", "cycle_time", "win_probability", "forecast")
    for name in (*pages, "customers", "support"):
        text = demo.page(f"emea/iberia/{name}.html")
        assert not [stranger for stranger in strangers if stranger in text], name


def test_a_run_without_changes_runs_nothing(demo: Project) -> None:
    assert demo.ask("load")["changed"] is False
    assert demo.ask("prepare")["changed"] is False
    again = demo.ask("run", "--region", "EMEA", "--team", "Iberia")["pages"]
    assert len(again) == 11
    assert {page["state"] for page in again} == {"unchanged"}


def test_the_truth_lies_beside_the_demo_and_is_not_read(demo: Project) -> None:
    truth = json.loads(
        (demo.folder / "outputs" / "demo" / "truth.json").read_text(encoding="utf-8")
    )
    assert truth
    assert "truth" not in demo.ask("load")["tables"]


def test_private_files_are_readable_by_their_owner_only(demo: Project) -> None:
    for folder in ("store", "runs"):
        for path in (demo.folder / "outputs" / folder).rglob("*"):
            if path.suffix in (".parquet", ".ipynb"):
                assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_demo_is_not_published_over_another_site(demo: Project, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "real"
    shutil.copytree(demo.folder, folder, symlinks=True)
    edition = (folder / "outputs" / "site").resolve()
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    (edition / "manifest.json").write_text(
        json.dumps({**manifest, "demo": False}), encoding="utf-8"
    )
    assert "demo" in Project(folder).kit("publish", code=1).stderr

"""Options of runs on a cluster, before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.cli.cluster import hire_of
from kit.errors import ParamError
from kit.params import Settings
from tests.system.project import Project

SETTINGS = "name: Small\nsources: {opportunities: {file: opportunities.csv}}\n"
ROWS = (
    "opportunity_id,created_at,stage,status,closed_at,amount\na,2026-01-05,Won,won,2026-02-01,1\n"
)


def test_a_place_for_parts_needs_a_cluster_and_neither_means_this_machine(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    assert hire_of(settings, "", "", 2) is None
    with pytest.raises(ParamError, match="it needs `--cluster`"):
        hire_of(settings, "", "s3://kit/parts", None)


def test_an_address_where_nobody_answers_exits_with_1_and_changes_no_page(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "opportunities.csv").write_text(ROWS, encoding="utf-8")
    project = Project(tmp_path)
    project.kit("load")
    said = project.kit("run", "--cluster", "tcp://127.0.0.1:9", "--notebook", "sales", code=1)
    assert "kit: No Dask scheduler answers at tcp://127.0.0.1:9. Start one with" in said.stderr
    assert "Traceback" not in said.stderr
    assert not list((tmp_path / "outputs" / "runs" / "pages").iterdir())

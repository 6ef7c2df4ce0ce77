"""Limits are set by name in the project and its units, and checked before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import language, open_report
from kit.advice.limits import in_use
from kit.errors import ParamError
from kit.params import Limits, load_settings
from kit.units import Unit
from tests.two_teams import stored


def project(folder: Path, text: str, team: str = "") -> Path:
    (folder / "params" / "teams").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(f"source: demo\n{text}", encoding="utf-8")
    if team:
        (folder / "params" / "teams" / "one.yaml").write_text(team, encoding="utf-8")
    return folder


def test_a_unit_overrides_single_limits_of_the_project(tmp_path: Path) -> None:
    team = "region: EMEA\nteam: Iberia\nfindings: {least_records: 50}\n"
    text = "findings: {least_records: 40, loss_rise: 0.2}\n"
    settings = load_settings(project(tmp_path, text, team))
    assert settings.unit(Unit("EMEA", "Iberia")).findings == {
        "least_records": 50.0,
        "loss_rise": 0.2,
    }
    assert settings.unit(Unit("EMEA", "DACH")).findings["least_records"] == 40.0


def test_a_misspelt_limit_is_refused_with_its_line_and_the_one_meant(tmp_path: Path) -> None:
    with pytest.raises(ParamError, match=r"line 2.*`least_record`.*`least_records`"):
        load_settings(project(tmp_path, "findings: {least_record: 40}\n"))


def test_limits_below_zero_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamError, match="at least 0"):
        load_settings(project(tmp_path, "findings: {loss_rise: -0.2}\n"))
    with pytest.raises(ParamError, match="at least 0"):
        Limits.of({"loss_rise": -1})


def test_every_limit_has_a_reason() -> None:
    reasons = Limits.__doc__ or ""
    assert [name for name in Limits.__dataclass_fields__ if f"    {name}\n" not in reasons] == []


def test_a_report_goes_by_the_limits_of_its_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = "region: EMEA\nteam: Iberia\nfindings: {least_records: 77}\n"
    stored(load_settings(project(tmp_path, "", team)))
    monkeypatch.setenv("KIT_PROJECT", str(tmp_path))
    open_report(region="EMEA", team="Iberia")
    assert in_use().least_records == 77.0
    open_report(region="EMEA", team="DACH")
    assert in_use() == Limits()
    language.use("en")

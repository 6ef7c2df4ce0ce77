"""The Maven sample is calm: no team has a finding, and owners and products do not differ."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.advice.evidence import Share, is_sure, p_values
from kit.compute import Opened, open_unit
from kit.load import load
from kit.params import Settings, load_settings
from kit.prepare import prepare
from tests.benchmarks.planted import findings
from tests.system.project import maven_folder

pytestmark = pytest.mark.shared_data

ASKED = {"period": "quarter", "periods": 5}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Settings:
    settings = load_settings(maven_folder(tmp_path_factory.mktemp("calm") / "p", shared).folder)
    prepare(settings, load(settings).snapshot)
    return settings


@pytest.fixture(scope="module")
def company(settings: Settings) -> Opened:
    return open_unit(settings, ASKED)


@pytest.mark.parametrize("member", ["owner", "product"])
def test_differences_between_owners_or_products_are_no_finding(
    company: Opened, member: str
) -> None:
    rows = company.records.opportunities
    closed = rows[rows["status"].isin(["won", "lost"])]
    won = closed["status"].eq("won")
    hits = won.groupby(closed[member].astype("str")).agg(["sum", "size"])
    own = [Share(float(part["sum"]), float(part["size"])) for _, part in hits.iterrows()]
    whole = Share(float(won.sum()), float(len(won)))
    looks = p_values([(share, whole.less(share)) for share in own])
    assert len(looks) == {"owner": 30, "product": 7}[member]
    assert [p for p in looks if is_sure(p)] == []


def test_nothing_is_said_of_the_company(company: Opened) -> None:
    assert [one.rule for one in findings(company.records, company.window)] == []


def test_nothing_is_said_of_any_team(settings: Settings, company: Opened) -> None:
    rows: pd.DataFrame = company.records.opportunities
    teams = rows[["region", "team"]].astype("str").drop_duplicates().dropna().to_dict("records")
    assert len(teams) == 6
    for unit in teams:
        opened = open_unit(settings, {**ASKED, **unit})
        assert [one.rule for one in findings(opened.records, opened.window)] == [], unit

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from kit.data.frames import completed
from kit.data.money import total
from kit.data.slicing import by_leaf, slices
from kit.data.store import Store
from kit.data.widen import widen
from kit.params import Settings
from kit.schemas import TABLES
from kit.units import Unit

NAMES = st.one_of(st.none(), st.sampled_from(["Nord", "Süd", "NA", "../x", "nord"]))


def table(name: str, /, **columns: list[Any]) -> DataFrame:
    frame = completed(DataFrame(columns), name)
    return frame.astype({column: "str" for column in columns if frame[column].dtype == object})


@given(st.lists(st.tuples(NAMES, NAMES, st.integers(-10_000, 10_000)), max_size=12))
def test_teams_and_unassigned_add_up_to_the_company(
    rows: list[tuple[str | None, str | None, int]],
) -> None:
    frame = DataFrame(rows, columns=["region", "team", "cents"]).astype(
        {"region": "str", "team": "str", "cents": "float64"}
    )
    frame["amount"] = frame["cents"] / 100
    pieces = [(leaf, frame.iloc[rows]) for leaf, rows in by_leaf(frame)]
    assert sorted(row for _, piece in pieces for row in piece.index) == list(frame.index)
    parts = pd.Series([total(piece["amount"]) for _, piece in pieces], dtype="float64")
    assert total(parts) == total(frame["amount"])
    assert [leaf for leaf, _ in pieces] == sorted({leaf for leaf, _ in pieces})
    for leaf, piece in pieces:
        assert set(piece["region"].fillna("")) == {leaf.region}
        assert set(piece["team"].fillna("")) == {leaf.team}


def cut(tables: dict[str, DataFrame], name: str) -> dict[str, list[Any]]:
    key = {"accounts": "account_id", "spend": "amount", "stages": "stage"}[name]
    return {leaf.key: tables[name][key].iloc[rows].tolist() for leaf, rows in slices(name, tables)}


def test_an_account_is_seen_by_each_unit_with_an_event_on_it() -> None:
    tables = {
        "accounts": table("accounts", account_id=["x", "y", "z"]),
        "opportunities": table(
            "opportunities",
            opportunity_id=["a", "b", "c"],
            account_id=["y", "x", "unknown"],
            region=["EMEA", "EMEA", "EMEA"],
            team=["Iberia", "Iberia", "Iberia"],
        ),
        "orders": table("orders", order_id=["o"], account_id=["x"], region=["EMEA"], team=["DACH"]),
    }
    assert cut(tables, "accounts") == {"": ["z"], "EMEA/DACH": ["x"], "EMEA/Iberia": ["x", "y"]}


def test_spend_without_a_unit_is_the_companys() -> None:
    spend = table(
        "spend", amount=[1.0, 2.0, 3.0], region=[None, "EMEA", "EMEA"], team=[None, None, "DACH"]
    )
    assert cut({"spend": spend}, "spend") == {"": [1.0], "EMEA": [2.0], "EMEA/DACH": [3.0]}


def test_what_everyone_reads_lies_in_one_place() -> None:
    assert cut({"stages": table("stages", stage=["New", "Won"])}, "stages") == {"": ["New", "Won"]}


def test_no_row_of_another_unit_reaches_a_unit(tmp_path: Path) -> None:

    teams = ["Iberia", "DACH", "Nordics"]
    tables = canaries(teams)
    store = Store(tmp_path)
    wide = widen(tables, Settings(folder=tmp_path), date(2026, 6, 30))
    snapshot = store.write(wide, date(2026, 6, 30))
    for team in teams:
        unit = Unit("EMEA", team)
        read = store.read(snapshot.parts_for(unit))
        text = "\n".join(frame.to_csv() for frame in read.values())
        raw = b"".join(store.path(part).read_bytes() for part in snapshot.parts_for(unit))
        for other in teams:
            assert (f"canary-{other}" in text) == (other == team)
            if other != team:
                assert f"canary-{other}".encode() not in raw
    region = store.read(snapshot.parts_for(Unit("EMEA")))
    assert set(region["opportunities"]["team"]) == set(teams)


def canaries(teams: list[str]) -> dict[str, DataFrame]:
    """One row of each table per team, with the team's canary in every id."""
    marks = [f"canary-{team}" for team in teams]
    day = pd.to_datetime(["2026-01-01"] * len(teams)).astype("datetime64[us]")
    links = {"opportunity_id": marks, "lead_id": marks, "account_id": marks}
    return {
        "owners": table("owners", owner=marks, team=teams, region=["EMEA"] * len(teams)),
        "accounts": table("accounts", account_id=marks, name=marks, owner=marks),
        "leads": table("leads", lead_id=marks, created_at=list(day), owner=marks),
        "opportunities": table(
            "opportunities", **links, name=marks, owner=marks, status=["open"] * len(teams)
        ),
        "stage_history": table("stage_history", opportunity_id=marks, stage=marks),
        "changes": table("changes", table=["leads"] * len(teams), id=marks, old=marks, new=marks),
        "opportunity_lines": table("opportunity_lines", opportunity_id=marks, product=marks),
        "activities": table("activities", activity_id=marks, lead_id=marks, message=marks),
        "quotes": table("quotes", quote_id=marks, opportunity_id=marks),
        "orders": table("orders", order_id=marks, account_id=marks),
        "contracts": table("contracts", contract_id=marks, account_id=marks),
        "campaign_touches": table("campaign_touches", campaign_id=marks, account_id=marks),
        "campaigns": table("campaigns", campaign_id=marks, team=teams),
        "spend": table("spend", source=marks, team=teams),
        "targets": table("targets", measure=marks, owner=marks),
        "cases": table("cases", case_id=marks, account_id=marks),
    }


def test_the_canaries_cover_every_table_that_is_not_for_everyone() -> None:

    assert set(canaries(["A"])) == {one.name for one in TABLES if one.sharing != "everyone"}


@pytest.mark.parametrize("name", ["accounts", "spend", "stages"])
def test_an_empty_table_has_no_slices(name: str) -> None:
    assert cut({name: table(name)}, name) == {}

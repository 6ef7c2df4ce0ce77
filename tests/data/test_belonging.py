from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame, Series

from kit.data.belonging import with_units
from kit.data.frames import completed
from kit.window import Calendar

AS_OF = date(2026, 6, 30)


@pytest.fixture
def owners() -> DataFrame:
    """Ann moved from Iberia to DACH on 1 March; Ben has always been in Iberia; Cid left."""
    return completed(
        DataFrame(
            {
                "owner": ["Ann", "Ann", "Ben", "Cid"],
                "valid_from": pd.to_datetime([None, "2026-03-01", None, "2026-01-01"]),
                "valid_to": pd.to_datetime(["2026-02-28", None, None, "2026-03-31"]),
                "team": ["Iberia", "DACH", "Iberia", "DACH"],
                "region": ["EMEA"] * 4,
            }
        ),
        "owners",
    )


def opportunities(**columns: list[object]) -> DataFrame:
    size = len(next(iter(columns.values())))
    frame = DataFrame({"opportunity_id": [f"o{row}" for row in range(size)], **columns})
    if "closed_at" in frame:
        frame["closed_at"] = pd.to_datetime(frame["closed_at"]).astype("datetime64[us]")
    return completed(frame, "opportunities").astype({"lead_id": "str", "owner": "str"})


def teams(frame: DataFrame) -> list[str]:
    keys = frame["region"].fillna("") + "/" + frame["team"].fillna("")
    return keys.tolist()


def placed(tables: dict[str, DataFrame]) -> dict[str, DataFrame]:
    return with_units(tables, AS_OF, Calendar())


def test_the_owners_team_counts_at_the_close_and_for_open_ones_on_as_of(
    owners: DataFrame,
) -> None:
    rows = opportunities(owner=["Ann", "Ann", "Ann"], closed_at=["2026-02-28", "2026-03-01", None])
    result = placed({"owners": owners, "opportunities": rows})["opportunities"]
    assert teams(result) == ["EMEA/Iberia", "EMEA/DACH", "EMEA/DACH"]


def test_an_owner_counts_up_to_the_last_day_of_validity(owners: DataFrame) -> None:
    rows = opportunities(
        owner=["Cid", "Cid", "Cid"], closed_at=["2025-12-31", "2026-03-31", "2026-04-01"]
    )
    result = placed({"owners": owners, "opportunities": rows})["opportunities"]
    assert teams(result) == ["/", "EMEA/DACH", "/"]


def test_a_rows_own_team_comes_before_its_owners(owners: DataFrame) -> None:
    rows = opportunities(
        owner=["Ben", "Ben", "Ben", "Ben"],
        team=["DACH", None, None, "Nowhere"],
        region=[None, "APAC", "EMEA", None],
    )
    result = placed({"owners": owners, "opportunities": rows})["opportunities"]
    assert teams(result) == ["EMEA/DACH", "APAC/", "EMEA/Iberia", "/Nowhere"]


def test_quotes_and_their_like_belong_where_their_parent_does(owners: DataFrame) -> None:
    rows = opportunities(owner=["Ben"], closed_at=[None])
    quotes = completed(
        DataFrame(
            {
                "quote_id": ["q", "r"],
                "opportunity_id": ["o0", "gone"],
                "issued_at": pd.to_datetime(["2026-01-01"] * 2),
            }
        ),
        "quotes",
    )
    result = placed({"owners": owners, "opportunities": rows, "quotes": quotes})["quotes"]
    assert teams(result) == ["EMEA/Iberia", "/"]


def test_a_parent_inherits_first(owners: DataFrame) -> None:
    leads = completed(
        DataFrame(
            {
                "lead_id": ["l"],
                "created_at": pd.to_datetime(["2026-01-01"]),
                "owner": ["Ben"],
            }
        ),
        "leads",
    )
    tables = {
        "owners": owners,
        "opportunities": opportunities(lead_id=["l", "x"], closed_at=[None, None]),
        "leads": leads,
    }
    assert teams(placed(tables)["opportunities"]) == ["EMEA/Iberia", "/"]


def test_a_change_belongs_to_the_record_it_changed_not_to_one_of_the_same_name(
    owners: DataFrame,
) -> None:
    rows = opportunities(owner=["Ben"], closed_at=[None])
    leads = completed(
        DataFrame(
            {"lead_id": ["o0"], "created_at": pd.to_datetime(["2026-01-01"]), "owner": ["Ann"]}
        ),
        "leads",
    )
    changes = completed(
        DataFrame(
            {
                "table": ["opportunities", "leads", "accounts"],
                "id": ["o0"] * 3,
                "changed_at": pd.to_datetime(["2026-01-01"] * 3),
            }
        ),
        "changes",
    )
    tables = {"owners": owners, "opportunities": rows, "leads": leads, "changes": changes}
    assert teams(placed(tables)["changes"]) == ["EMEA/Iberia", "EMEA/DACH", "/"]


def test_a_case_without_agent_goes_to_the_accounts_owner_at_its_own_time(
    owners: DataFrame,
) -> None:
    accounts = completed(DataFrame({"account_id": ["x"], "owner": ["Ann"]}), "accounts")
    cases = completed(
        DataFrame(
            {
                "case_id": ["a", "b", "c"],
                "opened_at": pd.to_datetime(["2026-01-01"] * 3),
                "resolved_at": pd.to_datetime(["2026-02-01", None, None]),
                "account_id": ["x", "x", "x"],
                "owner": [None, None, "Ben"],
            }
        ),
        "cases",
    )
    result = placed({"owners": owners, "accounts": accounts, "cases": cases})["cases"]
    assert teams(result) == ["EMEA/Iberia", "EMEA/DACH", "EMEA/Iberia"]


def test_spend_of_nobody_stays_the_companys(owners: DataFrame) -> None:
    spend = completed(DataFrame({"team": ["DACH", None], "amount": [1.0, 2.0]}), "spend")
    result = placed({"owners": owners, "spend": spend.astype({"team": "str"})})["spend"]
    assert teams(result) == ["EMEA/DACH", "/"]


def test_without_owners_every_row_without_a_unit_is_unassigned() -> None:
    rows = opportunities(owner=["Ben"], closed_at=[None])
    result = placed({"opportunities": rows})["opportunities"]
    assert teams(result) == ["/"]
    assert result["team"].dtype == Series(dtype="str").dtype


def test_a_large_table_is_placed_piece_by_piece_without_a_seam(
    owners: DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ["Ann", "Ben", None, "Cid", "Nobody", None, "Ann"]
    rows = opportunities(owner=who, closed_at=["2026-02-28", None] * 3 + ["2026-03-01"])
    rows = rows.assign(team=[None] * 5 + ["Iberia", None]).astype({"team": "str"})
    whole = placed({"owners": owners, "opportunities": rows})["opportunities"]
    monkeypatch.setattr("kit.data.belonging._AT_ONCE", 2)
    pieces = placed({"owners": owners, "opportunities": rows})["opportunities"]
    pd.testing.assert_frame_equal(pieces, whole)
    assert teams(pieces)[5] == "EMEA/Iberia"

"""Why opportunities are lost, worked out by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.data.frames import completed
from kit.kpis import loss_reasons
from kit.window import Window

JANUARY = Window(date(2026, 1, 31), periods=1)


def closed(*rows: tuple[str, str | None, float | None, float | None]) -> pd.DataFrame:
    """Closed in January: status, reason, amount and list price."""
    frame = pd.DataFrame(rows, columns=["status", "loss_reason", "amount", "list_price"])
    frame["loss_reason"] = frame["loss_reason"].astype("str")
    frame["closed_at"] = pd.Timestamp("2026-01-02").as_unit("us")
    frame["created_at"] = pd.Timestamp("2025-12-02").as_unit("us")
    frame["opportunity_id"] = [f"o{number}" for number in range(len(frame))]
    numbers = {"amount": "float64", "list_price": "float64", "status": "str"}
    return completed(frame.astype(numbers), "opportunities")


def values(frame: pd.DataFrame, measure: str) -> dict[str, float]:
    rows = frame[frame["measure"].eq(measure)]
    return dict(zip(rows["reason"].astype(object).fillna("nobody"), rows["value"], strict=True))


def test_losses_without_a_reason_are_nobodys_and_part_of_all() -> None:
    table = closed(
        ("lost", "Price", 60.0, None),
        ("lost", "Price", 20.0, None),
        ("lost", "Need", 15.0, None),
        ("lost", None, 5.0, None),
        ("won", None, 900.0, None),
    )
    frame = loss_reasons(table, JANUARY)
    assert values(frame, "count") == {"Need": 1, "Price": 2, "nobody": 1}
    assert values(frame, "share") == {"Need": 0.25, "Price": 0.5, "nobody": 0.25}
    assert values(frame, "amount") == {"Need": 15, "Price": 80, "nobody": 5}
    assert values(frame, "share_amount") == pytest.approx(
        {"Need": 0.15, "Price": 0.8, "nobody": 0.05}
    )


def test_zeroed_lost_amounts_are_replaced_by_list_prices() -> None:
    table = closed(
        ("lost", "Price", 0.0, 300.0), ("lost", "Need", 0.0, 100.0), ("won", None, 90.0, 100.0)
    )
    assert values(loss_reasons(table, JANUARY), "amount") == {"Need": 100, "Price": 300}


def test_without_any_amount_amounts_are_unattributed_and_counts_stay() -> None:
    frame = loss_reasons(closed(("lost", "Price", 0.0, None), ("won", None, 9.0, None)), JANUARY)
    assert values(frame, "count") == {"Price": 1}
    amounts = frame[frame["measure"].isin(["amount", "share_amount"])]
    assert amounts["value"].isna().all()
    assert amounts["mark"].unique().tolist() == ["unattributed"]


def test_a_reason_without_losses_in_a_group_has_a_share_of_0_and_none_where_nothing_was_lost() -> (
    None
):
    table = closed(
        ("lost", "Price", 9.0, None), ("lost", "Need", 9.0, None), ("won", None, 9.0, None)
    )
    frame = loss_reasons(table.assign(source=["Web", "Fair", "Fair"]), JANUARY, by=["source"])
    web, fair = (frame[frame["source"].eq(name)] for name in ("Web", "Fair"))
    assert values(web, "share") == {"Need": 0, "Price": 1}
    assert values(fair, "count") == {"Need": 1, "Price": 0}
    only_won = loss_reasons(table.assign(source=["Web", "Web", "Fair"]), JANUARY, by=["source"])
    none_lost = only_won[only_won["source"].eq("Fair")]
    assert none_lost.query("measure == 'share'")["value"].isna().all()
    assert none_lost.query("measure == 'amount'")["value"].eq(0).all()

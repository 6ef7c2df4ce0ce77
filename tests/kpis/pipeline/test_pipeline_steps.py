"""Which step each change is, in every unit; and that the steps add up."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from kit.data.money import total
from kit.kpis.pipeline.pipeline_movement import pipeline_movement
from kit.kpis.pipeline.pipeline_steps import BESIDE, FLOWS
from kit.window import Window
from tests.kpis.observed import observed_of
from tests.kpis.pipeline.snapshots import FEB, JAN, MARCH, WON, Rows, movement, table, told


def test_one_that_moves_and_changes_at_once_moves_first_and_changes_in_its_new_unit() -> None:
    before = {"a": {}, "b": {}, "c": {}}
    after = {
        "a": {"team": "DACH", "amount": 130.0},
        "b": WON | {"team": "DACH", "amount": 90.0},
        "c": {},
    }
    iberia, dach, company = (movement(before, after, unit=unit) for unit in ("Iberia", "DACH", ""))
    assert told(iberia, 2) == {"start": 300.0, "moved": -200.0, "end": 100.0}
    changes = {"grown": 30.0, "won": -100.0, "end": 130.0, "won_difference": -10.0}
    assert told(dach, 2) == {"moved": 200.0} | changes
    assert told(company, 2) == {"start": 300.0} | changes | {"end": 230.0}


def dollars(original: float, amount: float) -> dict[str, Any]:
    return {"currency": "USD", "amount_original": original, "amount": amount}


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (dollars(100, 80.0), dollars(100, 85.5), {"rate": 5.5}),
        (dollars(100, 80.0), dollars(50, 45.0), {"rate": 10.0, "shrunk": -45.0}),
        # The rate stands: 0.92345 of 100 and of 90, each rounded to a cent.
        (dollars(100, 92.35), dollars(90, 83.11), {"shrunk": -9.24}),
        (dollars(100, 80.0), {"currency": "GBP", "amount_original": 100, "amount": 115.0}, None),
        ({"amount_original": 80.0, "amount": 80.0}, {"amount_original": 90, "amount": 90.0}, None),
    ],
)
def test_the_exchange_rate_is_told_from_the_amount_exactly(
    before: dict[str, Any], after: dict[str, Any], steps: dict[str, float] | None
) -> None:
    found = told(movement({"a": before}, {"a": after}), 2)
    change = after["amount"] - before["amount"]
    assert found == {"start": before["amount"], "end": after["amount"]} | (
        {"grown": change} if steps is None else steps
    )


def test_expected_closes_that_cross_the_end_of_the_period_stand_beside_the_sum() -> None:
    def expected(day: str) -> dict[str, Any]:
        return {"expected_close_date": pd.Timestamp(day)}

    frame = movement(
        {name: expected("2026-02-20") for name in "abc"} | {"d": expected("2026-03-01")},
        {"a": expected("2026-03-01") | {"amount": 90.0}, "b": expected("2026-02-28")}
        | {"c": WON | expected("2026-04-01"), "d": expected("2026-02-28")},
    )
    found = told(frame, 2)
    assert (found["pushed_out"], found["pulled_in"]) == (90.0, 100.0)
    assert found["end"] == 400.0 - 10.0 - 100.0


def test_one_that_moves_and_is_put_off_at_once_is_put_off_in_its_new_unit() -> None:
    date_of = {"expected_close_date": pd.Timestamp("2026-02-10")}
    later = {"expected_close_date": pd.Timestamp("2026-03-10"), "team": "DACH"}
    loads = ({"a": date_of}, {"a": later})
    assert told(movement(*loads), 2)["pushed_out"] == 100.0
    assert told(movement(*loads, unit="DACH"), 2)["pushed_out"] == 100.0
    assert "pushed_out" not in told(movement(*loads, by=["team"]).query("team == 'Iberia'"), 2)


def test_split_by_owner_each_counts_for_the_one_it_has_now() -> None:
    frame = movement(
        {"a": {}, "b": {"owner": "Bo"}, "c": {}},
        {"a": {"owner": "Bo", "amount": 90.0}, "b": {"owner": "Bo"}},
        by=["owner"],
    )
    assert told(frame[frame["owner"].eq("Bo")], 2) == {"start": 200, "shrunk": -10, "end": 190}
    assert told(frame[frame["owner"].isna()], 2) == {"start": 100, "removed": -100}


cents = st.one_of(st.none(), st.integers(-(10**9), 10**9).map(lambda minor: minor / 100))


opportunity = st.fixed_dictionaries(
    {
        "team": st.sampled_from(["Iberia", "DACH", None]),
        "status": st.sampled_from(["open", "open", "won", "lost"]),
        "amount": cents,
        "amount_original": cents,
        "currency": st.sampled_from(["USD", "GBP", None]),
        "expected_close_date": st.sampled_from([pd.NaT, *map(pd.Timestamp, (JAN, FEB, MARCH))]),
    }
)


snapshot = st.dictionaries(st.sampled_from("abcdefgh"), opportunity, min_size=1)


TEAMS = ["Iberia", "DACH", None]


def open_cents(rows: Rows, *teams: str | None) -> int:
    held = [
        row["amount"]
        for row in rows.values()
        if row["status"] == "open" and row["team"] in (teams or TEAMS)
    ]
    return round(100 * total(pd.Series(held, dtype="float64")))


def cents_by_step(frame: DataFrame, month: int) -> dict[str, int]:
    rows = frame[frame["period"].dt.month.eq(month) & frame["measure"].eq("amount")]
    values = rows["value"].fillna(0.0) * 100
    assert not (values - values.round()).abs().gt(0.01).any()
    return dict(zip(rows["step"].astype("str"), values.round().astype(int), strict=True))


@settings(max_examples=25, deadline=None)
@given(snapshots=st.lists(snapshot, min_size=3, max_size=3))
def test_the_bars_of_every_unit_and_of_the_company_add_up_to_the_cent(
    snapshots: list[dict[str, dict[str, Any]]],
) -> None:
    loads = dict(zip((JAN, FEB, MARCH), map(table, snapshots), strict=True))
    observed, window = observed_of(loads), Window(MARCH, "month", 2)
    frame = pipeline_movement(loads[MARCH], window, **observed)
    by_team = pipeline_movement(loads[MARCH], window, by=["team"], **observed)
    for month, (before, after) in ((2, snapshots[:2]), (3, snapshots[1:])):
        company = cents_by_step(frame, month)
        assert company["start"] == open_cents(before)
        assert company["end"] == open_cents(after)
        assert company["moved"] == 0
        names = by_team["team"].astype(object).where(by_team["team"].notna(), None)
        parts = [cents_by_step(by_team[[name == team for name in names]], month) for team in TEAMS]
        for team, steps in zip(TEAMS, parts, strict=True):
            if steps:
                assert steps["start"] == open_cents(before, team)
                assert steps["end"] == open_cents(after, team)
        for steps in [company, *filter(None, parts)]:
            assert steps["start"] + sum(steps[step] for step in FLOWS) == steps["end"]
        for step in (*FLOWS, *BESIDE, "start", "end"):
            assert company[step] == sum(steps.get(step, 0) for steps in parts)

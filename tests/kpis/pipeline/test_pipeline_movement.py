"""Snapshots written out by hand, and what became of the pipeline between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from kit.data.money import total
from kit.kpis.pipeline.pipeline_movement import pipeline_movement
from kit.kpis.pipeline.pipeline_steps import BESIDE, FLOWS, STEPS
from kit.window import Window
from tests.kpis.observed import Observed, observed_of

JAN, FEB, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
WINDOW = Window(MARCH, "month", 3)
ROW = {
    "created_at": pd.Timestamp("2026-01-05"),
    "closed_at": pd.NaT,
    "stage": "Offer",
    "status": "open",
    "amount": 100.0,
    "owner": "Ada",
    "region": "EMEA",
    "team": "Iberia",
    "currency": None,
    "expected_close_date": pd.NaT,
}
WON = {"status": "won", "stage": "Won"}
LOST = {"status": "lost", "stage": "Lost", "amount": 0.0}
Rows = Mapping[str, Mapping[str, Any]]


def table(rows: Rows) -> DataFrame:
    frame = DataFrame([{"opportunity_id": name} | ROW | dict(row) for name, row in rows.items()])
    return frame.astype({"currency": "str", "team": "str", "owner": "str"})


def movement(
    *snapshots: Rows, window: Window = WINDOW, merged: Any = None, unit: str = "", **how: Any
) -> DataFrame:
    """The movement over snapshots at the ends of January, February and March."""
    loads = dict(zip((JAN, FEB, MARCH), map(table, snapshots), strict=False))
    observed, newest = observed_of(loads, merged), list(loads.values())[-1]
    if unit:
        newest, observed = newest[newest["team"].eq(unit)], of_unit(observed, unit)
    return pipeline_movement(newest, window, **observed, **how)


def of_unit(observed: Observed, team: str) -> Observed:
    """What a unit is given: its own rows, and the days."""
    return {
        name: frame[frame["team"].eq(team)] if "team" in frame else frame
        for name, frame in observed.items()
    }


def told(frame: DataFrame, month: int, measure: str = "amount") -> dict[str, float]:
    """What is not 0 in a month."""
    rows = frame[frame["period"].dt.month.eq(month) & frame["measure"].eq(measure)]
    values = dict(zip(rows["step"].astype("str"), rows["value"], strict=True))
    return {step: value for step, value in values.items() if value != 0}


def test_three_snapshots_by_hand() -> None:
    frame = movement(
        {"a": {}, "b": {"amount": 50.25}, "c": {"amount": 30.0}, "d": LOST, "e": {"amount": 5.0}},
        {"a": {"amount": 120.0}, "b": WON | {"amount": 50.25}, "c": LOST, "d": {"amount": 40.0}}
        | {"f": {"amount": 10.5}, "e": {"amount": 4.0}},
        {"a": {"amount": 120.0}, "b": WON | {"amount": 50.25}, "d": {"amount": 40.0}}
        | {"f": WON | {"amount": 9.0}},
    )
    assert told(frame, 2) == {
        "start": 185.25,
        "created": 10.5,
        "reopened": 40.0,
        "grown": 20.0,
        "shrunk": -1.0,
        "won": -50.25,
        "lost": -30.0,
        "end": 174.5,
    }
    counts = {"start": 4, "created": 1, "reopened": 1, "won": -1, "lost": -1, "end": 4}
    assert told(frame, 2, "count") == counts
    assert told(frame, 3) == {
        "start": 174.5,
        "won": -10.5,
        "removed": -4.0,
        "end": 160.0,
        "won_difference": -1.5,
    }
    n = frame[frame["period"].dt.month.eq(2) & frame["measure"].eq("amount")].set_index("step")["n"]
    assert n[["start", "grown", "shrunk", "lost", "removed", "end"]].tolist() == [4, 1, 1, 1, 0, 4]


def test_a_period_without_a_later_snapshot_is_unknown_not_0() -> None:
    frame = movement({"a": {}}, {"a": {}})
    by_month = frame.groupby(frame["period"].dt.month)["value"].apply(lambda one: one.notna().sum())
    assert by_month.to_dict() == {1: 0, 2: 2 * len(STEPS), 3: 0}
    assert frame.loc[frame["value"].isna(), "n"].eq(0).all()
    assert told(frame, 2) == {"start": 100.0, "end": 100.0}


def test_one_snapshot_alone_knows_no_movement() -> None:
    assert movement({"a": {}})["value"].isna().all()
    assert pipeline_movement(table({"a": {}}), WINDOW)["value"].isna().all()


def test_periods_between_two_loads_belong_to_the_one_in_which_the_later_ends() -> None:
    loads = {JAN: table({"a": {}}), MARCH: table({"a": {"amount": 70.0}})}
    frame = pipeline_movement(loads[MARCH], WINDOW, **observed_of(loads))
    assert frame[frame["period"].dt.month.eq(2)]["value"].isna().all()
    assert told(frame, 3) == {"start": 100.0, "shrunk": -30.0, "end": 70.0}


def test_several_loads_within_a_period_are_added_up_each_step_by_itself() -> None:
    amounts = {date(2026, 3, day): 100.0 + change for day, change in ((1, 0), (2, 30), (3, -5))}
    loads = {day: table({"a": {"amount": amount}}) for day, amount in amounts.items()}
    frame = pipeline_movement(table({"a": {"amount": 95.0}}), WINDOW, **observed_of(loads))
    assert told(frame, 3) == {"start": 100.0, "grown": 30.0, "shrunk": -35.0, "end": 95.0}
    assert set(frame.loc[frame["period"].dt.month.eq(3), "mark"]) == {""}  # from its second day on


def test_a_period_that_began_before_the_first_load_is_in_part() -> None:
    loads = {date(2026, 3, day): table({"a": {}}) for day in (15, 31)}
    frame = pipeline_movement(table({"a": {}}), WINDOW, **observed_of(loads))
    assert set(frame.loc[frame["period"].dt.month.eq(3), "mark"]) == {"partial"}


def test_later_snapshots_change_nothing() -> None:
    snapshots: tuple[Rows, ...] = (
        {"a": {}, "b": {}},
        {"a": {"amount": 80.0}, "b": {"team": "DACH"}},
        {"a": WON, "c": {}},
    )
    seen_then, seen_later = (
        movement(*known, window=WINDOW.at(FEB), by=["team"]) for known in (snapshots[:2], snapshots)
    )
    for team, open_then in (("Iberia", 80.0), ("DACH", 100.0)):
        then, later = (told(seen[seen["team"].eq(team)], 2) for seen in (seen_then, seen_later))
        assert then == later
        assert then["end"] == open_then
    assert told(seen_later, 3) == {}


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


def test_what_was_never_open_in_a_snapshot_moves_nothing() -> None:
    frame = movement({"a": {}}, {"a": {}, "b": WON, "c": LOST})
    assert told(frame, 2) == {"start": 100.0, "end": 100.0}


def test_one_that_was_merged_is_not_called_removed() -> None:
    frame = movement({"a": {}, "b": {}, "c": {}}, {"a": {}}, merged={"b": "a"})
    assert told(frame, 2) == {"start": 300.0, "merged": -100.0, "removed": -100.0, "end": 100.0}


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


def test_without_any_amount_counts_are_known_and_amounts_are_not() -> None:
    frame = movement({"a": {"amount": None}}, {"a": {"amount": None}, "b": {"amount": None}})
    assert frame.loc[frame["measure"].eq("amount"), "value"].isna().all()
    assert told(frame, 2, "count") == {"start": 1.0, "created": 1.0, "end": 2.0}


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

"""Snapshots written out by hand, and what became of the pipeline between them."""

from __future__ import annotations

from datetime import date

from kit.kpis.pipeline.pipeline_movement import pipeline_movement
from kit.kpis.pipeline.pipeline_steps import STEPS
from tests.kpis.observed import observed_of
from tests.kpis.pipeline.snapshots import FEB, JAN, MARCH, WINDOW, WON, Rows, movement, table, told

LOST = {"status": "lost", "stage": "Lost", "amount": 0.0}


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


def test_what_was_never_open_in_a_snapshot_moves_nothing() -> None:
    frame = movement({"a": {}}, {"a": {}, "b": WON, "c": LOST})
    assert told(frame, 2) == {"start": 100.0, "end": 100.0}


def test_one_that_was_merged_is_not_called_removed() -> None:
    frame = movement({"a": {}, "b": {}, "c": {}}, {"a": {}}, merged={"b": "a"})
    assert told(frame, 2) == {"start": 300.0, "merged": -100.0, "removed": -100.0, "end": 100.0}


def test_without_any_amount_counts_are_known_and_amounts_are_not() -> None:
    frame = movement({"a": {"amount": None}}, {"a": {"amount": None}, "b": {"amount": None}})
    assert frame.loc[frame["measure"].eq("amount"), "value"].isna().all()
    assert told(frame, 2, "count") == {"start": 1.0, "created": 1.0, "end": 2.0}

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from kit.data.comparing import COLUMNS, Between, compared, movements, no_changes
from kit.data.frames import completed
from kit.data.money import total

BETWEEN = Between(
    pd.Timestamp("2026-06-01"),
    pd.Timestamp("2026-06-02"),
    pd.Timestamp("2026-06-02T03:00Z"),
    pd.Timestamp("2026-06-03T03:00Z"),
)
ROW = {
    "opportunity_id": "a",
    "region": "EMEA",
    "team": "Iberia",
    "stage": "Offer",
    "status": "open",
    "amount": 100.0,
    "amount_original": 100.0,
    "owner": "Ada",
}


def rows(*changed: dict[str, Any]) -> DataFrame:
    frame = completed(DataFrame([ROW | one for one in changed]), "opportunities")
    return frame.astype({"expected_close_date": "datetime64[us]", "currency": "str"})


def nothing() -> DataFrame:
    return rows({}).iloc[:0]


def fields(changes: DataFrame) -> list[tuple[object, ...]]:
    said = changes[["opportunity_id", "field", "old", "new"]].fillna("-")
    return sorted(said.itertuples(index=False, name=None))


def test_each_field_that_changed_is_a_row_with_both_values() -> None:
    before = rows({"expected_close_date": pd.Timestamp("2026-07-01")})
    after = rows(
        {"stage": "Contract", "amount": 90.5, "amount_original": 90.5, "owner": "Bo"}
        | {"expected_close_date": pd.Timestamp("2026-08-01")}
    )
    changes = compared(before, after, BETWEEN)
    assert fields(changes) == [
        ("a", "amount", "100.0", "90.5"),
        ("a", "expected_close_date", "2026-07-01", "2026-08-01"),
        ("a", "owner", "Ada", "Bo"),
        ("a", "stage", "Offer", "Contract"),
    ]
    assert changes["amount_before"].eq(100.0).all()
    assert changes["amount_after"].eq(90.5).all()
    assert changes["to_as_of"].eq(BETWEEN.to_as_of).all()


def test_what_did_not_change_is_no_row_and_dtypes_are_always_the_same() -> None:
    same = compared(rows({}), rows({}), BETWEEN)
    assert len(same) == 0
    assert same.dtypes.astype(str).to_dict() == COLUMNS
    assert no_changes().dtypes.equals(same.dtypes)
    assert compared(rows({}), nothing(), BETWEEN).dtypes.equals(same.dtypes)


def test_a_new_one_and_one_that_is_gone_are_told_with_their_stage() -> None:
    changes = compared(rows({}), rows({"opportunity_id": "b", "stage": "New"}), BETWEEN)
    assert fields(changes) == [("a", "removed", "Offer", "-"), ("b", "added", "-", "New")]
    gone, new = (changes[changes["opportunity_id"].eq(name)].iloc[0] for name in "ab")
    assert (gone["amount_before"], pd.isna(gone["amount_after"])) == (100.0, True)
    assert (pd.isna(new["amount_before"]), new["amount_after"]) == (True, 100.0)


def test_one_that_was_merged_names_the_survivor() -> None:
    merged = Series({"a": "b"}, dtype="str")
    assert fields(compared(rows({}), nothing(), BETWEEN, merged)) == [("a", "merged", "Offer", "b")]


def test_only_the_rate_moved_where_the_amount_in_its_own_currency_stands() -> None:
    dollars = {"currency": "USD", "amount_original": 100.0}
    changes = compared(rows(dollars | {"amount": 80.0}), rows(dollars | {"amount": 85.5}), BETWEEN)
    assert fields(changes) == [("a", "rate", "80.0", "85.5")]
    assert (changes["original_before"] == changes["original_after"]).all()


def test_the_unit_it_left_sees_no_after_and_the_unit_it_came_to_no_before() -> None:
    changes = compared(rows({}), rows({"team": "DACH", "stage": "New"}), BETWEEN)
    seen = changes[["team", "field", "old", "new", "amount_before", "amount_after"]]
    assert sorted(seen.astype(object).fillna("-").itertuples(index=False, name=None)) == [
        ("DACH", "stage", "Offer", "New", "-", 100.0),
        ("DACH", "team", "Iberia", "DACH", "-", 100.0),
        ("Iberia", "team", "Iberia", "DACH", 100.0, "-"),
    ]


def test_the_unit_it_came_to_is_told_what_it_was_as_it_came() -> None:
    before = rows({"currency": "USD", "amount": 80.0}, {"opportunity_id": "b"})
    after = rows({"team": "DACH", "status": "won", "amount": 90.0}, {"opportunity_id": "b"})
    changes = compared(before, after, BETWEEN).drop_duplicates(["opportunity_id", "team"])
    came = changes[["team", "status_came", "amount_came", "original_came", "currency_came"]]
    assert sorted(came.astype(object).fillna("-").itertuples(index=False, name=None)) == [
        ("DACH", "open", 80.0, 100.0, "USD"),
        ("Iberia", "-", "-", "-", "-"),
    ]


def test_a_field_that_was_not_recorded_before_did_not_change() -> None:
    assert len(compared(rows({"owner": None}), rows({}), BETWEEN)) == 0


def test_input_is_not_changed() -> None:
    before, after = rows({}), rows({"stage": "New"})
    copies = before.copy(), after.copy()
    compared(before, after, BETWEEN)
    pd.testing.assert_frame_equal(before, copies[0])
    pd.testing.assert_frame_equal(after, copies[1])


cents = st.one_of(st.none(), st.integers(-(10**9), 10**9).map(lambda minor: minor / 100))
opportunity = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["EMEA", "APAC", None]),
        "team": st.sampled_from(["Iberia", "DACH", None]),
        "status": st.sampled_from(["open", "won", "lost"]),
        "stage": st.sampled_from(["New", "Offer", None]),
        "amount": cents,
        "amount_original": cents,
        "currency": st.sampled_from(["USD", None]),
    }
)
snapshot = st.dictionaries(st.sampled_from("abcdefgh"), opportunity, min_size=1)


def open_amount(frame: DataFrame, unit: dict[str, str]) -> int:
    held = frame["status"].eq("open")
    for name, member in unit.items():
        held &= frame[name].eq(member)
    return round(total(frame.loc[held, "amount"]) * 100)


UNITS: list[dict[str, str]] = [{}, {"region": "EMEA"}, {"region": "EMEA", "team": "Iberia"}]


@settings(max_examples=40, deadline=None)
@given(snapshots=st.lists(snapshot, min_size=2, max_size=3))
def test_start_and_movements_add_up_to_the_end_of_every_unit(
    snapshots: list[dict[str, dict[str, Any]]],
) -> None:
    frames = [
        rows(*({"opportunity_id": name} | row for name, row in one.items())) for one in snapshots
    ]
    times = [
        BETWEEN._replace(to_taken_at=BETWEEN.to_taken_at + pd.Timedelta(days=n)) for n in range(3)
    ]
    changes = pd.concat(
        compared(*pair, between) for pair, between in zip(pairwise(frames), times, strict=False)
    )
    for unit in UNITS:
        own = changes
        for name, member in unit.items():
            own = own[own[name].eq(member)]
        moved = movements(own, "EUR")["movement"].sum()
        assert open_amount(frames[0], unit) + moved == open_amount(frames[-1], unit)


def test_only_the_fields_asked_for_are_looked_at() -> None:
    before = rows({}, {"opportunity_id": "b"}, {"opportunity_id": "c"})
    after = rows(
        {"stage": "Contract", "amount": 90.5, "amount_original": 90.5, "owner": "Bo"},
        {"opportunity_id": "b", "owner": "Bo", "team": "DACH"},
    )
    changes = compared(before, after, BETWEEN, fields=["stage"])
    assert fields(changes) == [("a", "stage", "Offer", "Contract"), ("c", "removed", "Offer", "-")]


def test_the_order_of_rows_does_not_matter() -> None:
    before = rows(*({"opportunity_id": name} for name in "abcd"))
    after = before.assign(stage=["Offer", "New", "Offer", "New"])
    changes = compared(before, after, BETWEEN)
    assert changes["opportunity_id"].tolist() == ["b", "d"]
    assert compared(before[::-1], after.iloc[[2, 0, 3, 1]], BETWEEN).equals(changes)

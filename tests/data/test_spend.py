"""Spend divided among units by the leads that it brought."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from kit.data.frames import completed
from kit.data.money import total
from kit.data.spend import allocated_spend
from kit.window import Calendar

AS_OF = date(2026, 1, 31)


def leads_of(*lines: str) -> DataFrame:
    """Lines of `region team day source campaign`, ``-`` is missing."""
    frame = table(lines, ["region", "team", "created_at", "source", "campaign_id"])
    created = pd.to_datetime(frame["created_at"]).astype("datetime64[us]")
    ids = Series([f"l{number}" for number in range(len(frame))], dtype="str")
    return completed(frame.assign(created_at=created, lead_id=ids, status="new"), "leads")


def spend_of(*lines: str) -> DataFrame:
    """Lines of `start end region team source campaign amount`, ``-`` is missing."""
    names = ["period_start", "period_end", "region", "team", "source", "campaign_id", "amount"]
    frame = table(lines, names)
    for name in names[:2]:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return completed(frame.assign(amount=frame["amount"].astype("float64")), "spend")


def table(lines: tuple[str, ...], names: list[str]) -> DataFrame:
    frame = DataFrame([line.split() for line in lines], columns=names, dtype="str")
    return frame.mask(frame.eq("-"), np.nan)


def divided(spend: DataFrame, leads: DataFrame, as_of: date = AS_OF) -> DataFrame:
    return allocated_spend(spend, leads, as_of, "EUR", Calendar())


def by_team(shares: DataFrame) -> dict[str, float]:
    return (
        shares.assign(team=shares["team"].fillna("nobody"))
        .groupby("team")["amount"]
        .sum()
        .to_dict()
    )


LEADS = leads_of(
    "EMEA Iberia 2026-01-01 Web M1",
    "EMEA Iberia 2026-01-31 Web -",
    "EMEA DACH 2026-01-05 Web -",
    "EMEA DACH 2026-01-05 Fair -",
    "APAC Asia 2026-01-06 Web M1",
    "APAC Asia 2026-02-01 Web -",
    "- - 2026-01-07 Mail -",
)


def test_a_row_with_a_team_is_that_teams() -> None:
    shares = divided(spend_of("2026-01-01 2026-01-31 EMEA DACH Web - 90"), LEADS)
    assert by_team(shares) == {"DACH": 90.0}
    assert shares["is_allocated"].tolist() == [False]
    assert shares["until"].isna().all()


def test_a_row_without_a_unit_is_divided_by_the_leads_of_its_source_in_its_days() -> None:
    shares = divided(spend_of("2026-01-01 2026-01-31 - - Web - 80"), LEADS, date(2026, 2, 28))
    # Both ends of the span are in it; the lead of 1 February is not.
    assert by_team(shares) == {"Iberia": 40.0, "DACH": 20.0, "Asia": 20.0}
    assert shares["is_allocated"].all()
    assert set(shares["until"]) == {pd.Timestamp("2026-01-31")}


def test_a_row_of_a_region_is_divided_among_its_own_teams() -> None:
    shares = divided(spend_of("2026-01-01 2026-01-31 EMEA - Web - 90"), LEADS)
    assert by_team(shares) == {"Iberia": 60.0, "DACH": 30.0}


def test_a_campaign_is_held_against_its_own_leads_not_against_its_source() -> None:
    shares = divided(spend_of("2026-01-01 2026-01-31 - - Web M1 90"), LEADS)
    assert by_team(shares) == {"Iberia": 45.0, "Asia": 45.0}


def test_cents_left_over_go_to_the_largest_share() -> None:
    shares = divided(spend_of("2026-01-01 2026-01-31 - - Web - 100.03"), LEADS)
    assert by_team(shares) == {"Iberia": 50.03, "DACH": 25.0, "Asia": 25.0}


def test_yen_are_not_cut() -> None:
    spend = spend_of("2026-01-01 2026-01-31 - - Web - 101")
    shares = allocated_spend(spend, LEADS, AS_OF, "JPY", Calendar())
    assert by_team(shares) == {"Iberia": 51.0, "DACH": 25.0, "Asia": 25.0}


def test_what_brought_no_lead_stays_with_nobody() -> None:
    spend = spend_of(
        "2026-01-10 2026-01-12 - - Web - 50",
        "2026-01-01 2026-01-31 - - Print - 60",
        "2026-01-01 2026-01-31 - - - - 70",
        "2026-01-01 2026-01-31 APAC - Fair - 80",
    )
    shares = divided(spend, LEADS)
    assert by_team(shares) == {"nobody": 260.0}
    assert not shares["is_allocated"].any()
    assert shares.set_index("amount").loc[80.0, "region"] == "APAC"


def test_leads_of_nobody_take_their_share() -> None:
    shares = divided(spend_of("2026-01-01 2026-01-31 - - Mail - 50"), LEADS)
    assert by_team(shares) == {"nobody": 50.0}
    assert shares["region"].isna().all()
    assert shares["is_allocated"].all()


def test_leads_after_as_of_and_merged_duplicates_do_not_count() -> None:
    leads = LEADS.assign(merged_into=Series([None, "l0", *[None] * 5], dtype="str"))
    spend = spend_of("2026-01-01 2026-01-31 - - Web - 90")
    assert by_team(divided(spend, leads)) == {"Iberia": 30.0, "DACH": 30.0, "Asia": 30.0}
    early = divided(spend, leads, date(2026, 1, 5))
    assert by_team(early) == {"Iberia": 45.0, "DACH": 45.0}
    assert set(early["until"]) == {pd.Timestamp("2026-01-05")}


def test_nothing_spent_is_a_typed_table_without_rows() -> None:
    shares = divided(spend_of(), LEADS)
    assert len(shares) == 0
    assert list(shares)[:2] == ["region", "team"]
    assert shares["amount"].dtype == "float64"


def test_the_input_is_untouched_and_the_order_of_rows_does_not_matter() -> None:
    spend = spend_of("2026-01-01 2026-01-31 - - Web - 80.01", "2026-01-01 2026-01-31 - - Fair - 9")
    before = spend.copy(deep=True)
    shares = divided(spend, LEADS)
    pd.testing.assert_frame_equal(spend, before)
    pd.testing.assert_frame_equal(divided(spend.iloc[::-1], LEADS.iloc[::-1]), shares)


UNITS = ["EMEA Iberia", "EMEA DACH", "APAC Asia", "- -"]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(UNITS), st.integers(1, 31), st.sampled_from(["Web", "Fair", "-"])
        ),
        max_size=30,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["EMEA DACH", "EMEA -", "- -"]),
            st.sampled_from(["Web", "Fair", "-"]),
            st.integers(1, 20),
            st.integers(0, 11),
            st.integers(-500, 10**9),
        ),
        max_size=6,
    ),
)
def test_units_and_nobody_always_add_up_to_the_company(
    came: list[tuple[str, int, str]], spent: list[tuple[str, str, int, int, int]]
) -> None:
    leads = leads_of(*[f"{unit} 2026-01-{day:02} {source} -" for unit, day, source in came])
    spend = spend_of(
        *[
            f"2026-01-{start:02} 2026-01-{start + more:02} {unit} {source} - {cents / 100}"
            for unit, source, start, more, cents in spent
        ]
    )
    shares = divided(spend, leads)
    assert total(shares["amount"]) == total(spend["amount"])
    keys = ["period_start", "period_end", "source"]
    parts, wholes = (
        frame.groupby(keys, dropna=False)["amount"].apply(total) for frame in (shares, spend)
    )
    nonzero = wholes[wholes != 0].index
    assert parts.reindex(nonzero).tolist() == wholes[nonzero].tolist()

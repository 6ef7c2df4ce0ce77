"""What is found in records written out by hand, and what each source is then safe for."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kit.data.records import Records
from kit.kpis.quality.data_quality import data_quality, safe_uses
from kit.window import Calendar, Window

WINDOW = Window(date(2026, 3, 31), calendar=Calendar("Europe/Madrid"))
DIMENSIONS = {"product": "Plus", "source": "Web", "loss_reason": "Price", "team": "North"}


def opportunities(*lines: str, **columns: Any) -> pd.DataFrame:
    """Lines of `id created closed status amount`, ``-`` is missing; everything else is filled."""
    names = ["opportunity_id", "created_at", "closed_at", "status", "amount"]
    frame = pd.DataFrame([line.split() for line in lines], columns=names, dtype="str")
    frame = frame.mask(frame == "-")
    for name in ("created_at", "closed_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    frame["amount"] = frame["amount"].astype("float64")
    frame = frame.assign(stage="New", owner="Ann", region="EMEA", **DIMENSIONS)
    frame["expected_close_date"] = pd.Timestamp("2026-04-30").as_unit("us")
    return frame.assign(**{"list_price": 100.0, **columns})


def found(tables: dict[str, pd.DataFrame], window: Window = WINDOW) -> dict[str, dict]:
    """Lines by check, as plain values."""
    listing = data_quality(Records.of(tables), window)
    return {row["check"]: row for row in listing.to_dict("records")}


CLEAN = opportunities("1 2026-01-05 - open 10", "2 2026-01-05 2026-02-05 won 20")


def test_records_in_order_give_one_short_line_for_each_table() -> None:
    tables = {"opportunities": CLEAN, "owners": pd.DataFrame({"owner": ["Ann"], "team": ["A"]})}
    listing = data_quality(Records.of(tables), WINDOW)
    assert listing["check"].tolist() == ["nothing", "nothing"]
    assert listing["table"].tolist() == ["opportunities", "owners"]
    assert listing["level"].tolist() == ["safe", "safe"]


def test_no_records_at_all_give_no_line() -> None:
    listing = data_quality(Records.of({}), WINDOW)
    assert listing.empty
    assert safe_uses(Records.of({}), WINDOW).empty
    assert listing.dtypes.astype(str)["share"] == "float64"


def test_empty_amounts_of_open_ones_are_counted_with_what_they_come_to_at_list_price() -> None:
    rows = opportunities(
        "1 2026-01-05 - open -", "2 2026-01-05 - open 7", "3 2026-01-05 2026-02-05 won 20"
    )
    line = found({"opportunities": rows})["empty_amount_open"]
    assert (line["n"], line["among"], line["share"]) == (1, 2, 0.5)
    assert (line["amount"], line["uses"], line["level"]) == (100.0, "open_amounts", "unsafe")


def test_where_no_open_one_has_an_amount_there_is_no_open_amount() -> None:
    rows = opportunities("1 2026-01-05 - open -", list_price=np.nan)
    line = found({"opportunities": rows})["no_open_amount"]
    assert (line["n"], line["among"]) == (1, 1)
    assert np.isnan(line["amount"])


def test_columns_that_nobody_fills_share_one_line() -> None:
    rows = opportunities("1 2026-01-05 - open 10", source=None, product=None)
    line = found({"opportunities": rows})["absent"]
    assert (line["column"], line["share"], line["level"]) == ("product, source", 1.0, "care")


def test_wins_worth_nothing_are_counted_among_the_won() -> None:
    rows = opportunities("1 2026-01-05 2026-02-05 won 0", "2 2026-01-05 2026-02-05 lost 0")
    line = found({"opportunities": rows})["zero_won"]
    assert (line["n"], line["among"], line["amount"]) == (1, 1, 100.0)


def test_closing_on_the_day_of_creation_counts_from_one_in_twenty_on() -> None:
    slow = [f"{number} 2026-01-05 2026-02-05 won 1" for number in range(19)]
    at_once = "x 2026-01-05 2026-01-05 won 1"
    line = found({"opportunities": opportunities(*slow, at_once)})["same_day"]
    assert (line["n"], line["among"], line["uses"]) == (1, 20, "durations")
    more = [*slow, "y 2026-01-05 2026-02-05 won 1", at_once]
    assert "same_day" not in found({"opportunities": opportunities(*more)})


def test_a_day_of_many_closes_is_a_clean_up_and_is_named() -> None:
    usual = [f"u{day} 2026-01-01 2026-02-{day:02} won 1" for day in range(1, 6)]
    bulk = [f"b{number} 2026-01-01 2026-03-15 lost 1" for number in range(20)]
    line = found({"opportunities": opportunities(*usual, *bulk)})["bulk"]
    assert (line["n"], line["among"], line["day"]) == (20, 25, pd.Timestamp("2026-03-15"))
    assert "bulk" not in found({"opportunities": opportunities(*usual, *bulk[:19])})


def test_open_ones_past_their_expected_close_are_overdue() -> None:
    days = pd.to_datetime(["2026-03-30", "2026-03-31", ""]).as_unit("us")
    lines = [f"{number} 2026-01-05 - open 10" for number in range(3)]
    line = found({"opportunities": opportunities(*lines, expected_close_date=days)})["overdue"]
    assert (line["n"], line["among"], line["amount"]) == (1, 2, 10.0)


def test_changes_long_after_the_close_are_counted_once_for_each_opportunity() -> None:
    rows = opportunities("1 2026-01-01 2026-02-01 won 1", "2 2026-01-01 2026-02-01 won 1")
    changes = pd.DataFrame(
        {
            "table": "opportunities",
            "id": ["1", "1", "2", "2"],
            "changed_at": pd.to_datetime(
                ["2026-02-20", "2026-03-01", "2026-02-08", "2026-04-20"]  # the last is unknown yet
            ),
            "sequence": [1, 2, 3, 4],
            "field": ["status", "amount", "amount", "amount"],
            "old": None,
            "new": None,
        }
    )
    line = found({"opportunities": rows, "changes": changes})["late_edit"]
    assert (line["n"], line["among"], line["days"]) == (1, 2, 28.0)
    assert line["uses"] == "counts amounts"


def test_records_of_days_to_come_are_counted() -> None:
    rows = opportunities("1 2026-04-01 - open 10", "2 2026-03-31 - open 10")
    line = found({"opportunities": rows})["ahead"]
    assert (line["n"], line["among"], line["column"]) == (1, 2, "created_at")


def test_products_and_stages_that_no_list_holds_are_counted() -> None:
    rows = opportunities(
        "1 2026-01-05 - open 1", "2 2026-01-05 2026-02-05 won 1", stage=["Nwe", "Won"]
    )
    tables = {
        "opportunities": rows,
        "products": pd.DataFrame({"product": ["Basic"]}),
        "stages": pd.DataFrame({"stage": ["New"], "position": [1]}),
    }
    lines = found(tables)
    assert (lines["unlisted_product"]["n"], lines["unlisted_product"]["among"]) == (2, 2)
    assert (lines["unlisted_stage"]["n"], lines["unlisted_stage"]["among"]) == (1, 1)
    assert "unlisted_product" not in found({"opportunities": rows})
    empty = {"products": pd.DataFrame({"product": pd.Series(dtype="str")})}
    assert "unlisted_product" not in found({"opportunities": rows, **empty})


def test_owners_without_team_and_records_without_unit_are_counted() -> None:
    rows = opportunities(
        "1 2026-01-05 - open 1", "2 2026-01-05 - open 1", team=["A", None], region=["X", None]
    )
    owners = pd.DataFrame({"owner": ["Ann", "Bo", "Cy"], "team": ["A", "A", None]})
    lines = found({"opportunities": rows, "owners": owners})
    assert (lines["no_team"]["n"], lines["no_team"]["among"]) == (1, 3)
    assert (lines["no_unit"]["n"], lines["no_unit"]["among"]) == (1, 2)


@pytest.fixture
def taken_in() -> pd.DataFrame:
    """Of 10 rows 1 was set aside, 2 were changed, 1 leads nowhere; the newest is 10 days old."""
    return pd.DataFrame(
        {
            "table": ["opportunities"],
            "read": [10],
            "kept": [9],
            "quarantined": [1],
            "coerced": [2],
            "unlinked": [1],
            "files": [1],
            "newest": pd.to_datetime(["2026-03-21"]).as_unit("us"),
        }
    )


def test_what_the_load_counted_is_of_the_whole_company(taken_in: pd.DataFrame) -> None:
    lines = found({"opportunities": CLEAN, "intake": taken_in})
    assert {row["scope"] for row in lines.values()} == {"company"}
    assert (lines["quarantined"]["n"], lines["quarantined"]["among"]) == (1, 10)
    assert (lines["coerced"]["n"], lines["unlinked"]["among"]) == (2, 9)
    assert (lines["stale"]["days"], lines["stale"]["level"]) == (10.0, "care")


def test_a_source_is_as_safe_as_the_gravest_line_about_a_use(taken_in: pd.DataFrame) -> None:
    rows = opportunities("1 2026-01-05 - open -", "2 - - open 5", "3 2026-01-05 - open 5")
    tables = {"opportunities": rows, "intake": taken_in}
    (uses,) = safe_uses(Records.of(tables), WINDOW).to_dict("records")
    assert uses == {
        "table": "opportunities",
        "n": 3,
        "newest": pd.Timestamp("2026-03-21"),
        "counts": "care",  # 10 % set aside, 10 days old
        "durations": "unsafe",  # 1 of 3 has no beginning
        "amounts": "care",
        "open_amounts": "unsafe",
    }


def test_a_source_that_is_a_month_old_misleads_where_counts_are_concerned(
    taken_in: pd.DataFrame,
) -> None:
    old = taken_in.assign(newest=pd.to_datetime(["2026-02-27"]).as_unit("us"), quarantined=0)
    (uses,) = safe_uses(Records.of({"opportunities": CLEAN, "intake": old}), WINDOW).to_dict(
        "records"
    )
    assert (uses["counts"], uses["amounts"]) == ("unsafe", "safe")


def test_what_happens_after_as_of_is_not_known(taken_in: pd.DataFrame) -> None:
    early = Window(date(2026, 2, 1), calendar=WINDOW.calendar)
    later = opportunities("1 2026-01-05 2026-02-05 won 0", "2 2026-01-05 2026-01-20 won 5")
    lines = found({"opportunities": later, "intake": taken_in}, early)
    assert "zero_won" not in lines
    assert "stale" not in lines


def test_the_gravest_stand_first_and_the_clean_last() -> None:
    rows = opportunities(
        "1 2026-01-05 - open -", *(f"{n} 2026-01-05 - open 5" for n in range(2, 60)), "x - - open 5"
    )
    tables = {"opportunities": rows, "leads": pd.DataFrame({"lead_id": ["l"], "owner": ["Ann"]})}
    listing = data_quality(Records.of(tables), WINDOW)
    levels = listing["level"].map(["unsafe", "care", "safe"].index)
    assert levels.is_monotonic_increasing
    assert listing["check"].iloc[0] == "absent"


def test_the_input_is_untouched(company: pd.DataFrame) -> None:
    before = company.copy(deep=True)
    data_quality(Records.of({"opportunities": company}), Window(date(2026, 6, 20)))
    pd.testing.assert_frame_equal(company, before)

"""What every entry of the catalogue promises, whoever wrote it."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.catalogue import KPIS, Kpi
from kit.data.asof import known_at
from kit.schemas import BY_NAME
from kit.window import Calendar, Window
from tests.kpis.observed import Observed, observed_of

AS_OF = date(2026, 6, 20)
WINDOW = Window(AS_OF, "month", 6, calendar=Calendar("Europe/Madrid"))
MONTH_ENDS = (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31))
SPLITS = [(), ("owner",), ("team", "product")]
MARKS = {"", "partial", "immature", "thin", "pooled", "suppressed", "not_reached", "unattributed"}
WIDENED = {"list_price", "amount_before_close", "team", "region", "source"}

every_kpi = pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
every_split = pytest.mark.parametrize("by", SPLITS, ids=lambda by: " and ".join(by) or "whole")


def computed(kpi: Kpi, observed: Observed, *tables: object, **how: object) -> pd.DataFrame:
    """The KPI, given what was observed between snapshots if it asks for that."""
    derived = {name: observed[name] for name in kpi.derived if name in observed}
    return kpi.function(*tables, **derived, **how)


def snapshots(company: pd.DataFrame) -> dict[date, pd.DataFrame]:
    """The company as five loads would have seen it: some amounts and teams were others before."""
    found = {}
    for turn, day in enumerate((date(2026, 2, 27), *MONTH_ENDS, AS_OF)):
        then = known_at(company, day, WINDOW.calendar)
        number = then["opportunity_id"].str[1:].astype(int)
        is_other = number.mod(7).eq(turn) & then["status"].eq("open")
        found[day] = then.assign(
            amount=then["amount"].mask(is_other, 2 * then["amount"]),
            team=then["team"].mask(number.mod(11).eq(turn), "South"),
        )
    return found | {AS_OF: company}


@pytest.fixture(scope="module")
def observed(company: pd.DataFrame) -> Observed:
    return observed_of(snapshots(company))


def with_later_records(known: pd.DataFrame) -> pd.DataFrame:
    """The same records a minute into the next day in Madrid: all open ones closed, as many new."""
    is_open = known["status"].eq("open")
    later = pd.Series(pd.Timestamp("2026-06-20 22:00", tz="UTC"), known.index).astype(
        known["closed_at"].dtype
    )
    since = is_open & known["created_at"].notna()
    closed = known.assign(
        closed_at=known["closed_at"].mask(since, later),
        status=known["status"].mask(since, "won"),
        stage=known["stage"].mask(since, "Won"),
        amount_before_close=known["amount_before_close"].mask(since, known["amount"]),
        amount=known["amount"].mask(since, 1.0),
    )
    created = known.assign(created_at=later, closed_at=known["closed_at"].mask(~is_open, later))
    created["opportunity_id"] = "later " + created["opportunity_id"]
    return pd.concat([closed, created], ignore_index=True)


@every_kpi
@every_split
def test_the_frame_is_tidy(
    kpi: Kpi, by: tuple[str, ...], company: pd.DataFrame, observed: Observed
) -> None:
    frame = computed(kpi, observed, company, WINDOW, by=by)
    keys = ["kpi", "measure", "period", *by, *kpi.axes]
    assert list(frame) == [*keys, "value", "low", "high", "n", "mark"]
    assert not frame.duplicated(keys).any()
    assert list(frame.index) == list(range(len(frame)))
    assert frame["period"].dtype == "datetime64[us]"
    assert frame[["value", "low", "high"]].dtypes.eq("float64").all()
    assert frame["n"].dtype == "Int64"
    assert frame["n"].notna().all()
    assert set(frame["kpi"]) == {kpi.name}
    assert set(frame["mark"]) <= MARKS
    assert list(frame["measure"].unique()) == [measure.name for measure in kpi.measures]


@every_kpi
def test_bounds_stand_on_both_sides_of_the_value(
    kpi: Kpi, company: pd.DataFrame, observed: Observed
) -> None:
    frame = computed(kpi, observed, company, WINDOW, by=["owner"]).query("measure != 'rank'")
    assert not (frame["low"] > frame["value"]).any()
    assert not (frame["high"] < frame["value"]).any()
    assert frame.loc[frame["value"].isna(), ["low", "high"]].isna().all(axis=None)


@every_kpi
@every_split
def test_every_period_is_there(
    kpi: Kpi, by: tuple[str, ...], company: pd.DataFrame, observed: Observed
) -> None:
    periods = {start.date() for start in computed(kpi, observed, company, WINDOW, by=by)["period"]}
    assert periods in ({WINDOW.current.start}, set(WINDOW.starts))


@every_kpi
def test_every_member_and_nobody_are_there(
    kpi: Kpi, company: pd.DataFrame, observed: Observed
) -> None:
    teams = computed(kpi, observed, company, WINDOW, by=["team"])["team"]
    assert set(teams.dropna()) == {"North", "South", "Umbrella"}
    assert teams.isna().any()
    assert computed(kpi, observed, company, WINDOW, by=["owner"])["owner"].eq("Zoe").any()


@every_kpi
def test_a_member_without_records_has_counts_but_no_rates(
    kpi: Kpi, company: pd.DataFrame, observed: Observed
) -> None:
    frame = computed(kpi, observed, company, WINDOW, by=["owner"]).query("owner == 'Zoe'")
    frame = frame[frame["period"] == frame["period"].max()]
    units = {measure.name: measure.unit for measure in kpi.measures}
    expected = [units[name] in ("count", "money") for name in frame["measure"]]
    has_none = frame["measure"].isin(["contribution", "longest_days", "rank"])
    assert (frame["value"].eq(0) | has_none)[expected].all()
    assert (frame["value"].isna() | has_none)[~np.array(expected)].all()


@every_kpi
@every_split
def test_the_input_is_untouched(
    kpi: Kpi, by: tuple[str, ...], company: pd.DataFrame, observed: Observed
) -> None:
    before = company.copy(deep=True)
    computed(kpi, observed, company, WINDOW, by=by)
    pd.testing.assert_frame_equal(company, before)


@every_kpi
@every_split
def test_the_order_of_rows_does_not_matter(
    kpi: Kpi, by: tuple[str, ...], company: pd.DataFrame, observed: Observed
) -> None:
    shuffled = company.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        computed(kpi, observed, shuffled, WINDOW, by=by),
        computed(kpi, observed, company, WINDOW, by=by),
        rtol=1e-9,
    )


@every_kpi
@every_split
def test_an_empty_table_gives_counts_of_0_and_nothing_else(
    kpi: Kpi, by: tuple[str, ...], company: pd.DataFrame, observed: Observed
) -> None:
    nothing = observed_of(dict.fromkeys(MONTH_ENDS, company.iloc[:0]))
    frame = computed(kpi, nothing, company.iloc[:0], WINDOW, by=by)
    assert list(frame) == list(computed(kpi, observed, company, WINDOW, by=by))
    assert (frame["value"].isna() | frame["value"].eq(0)).all()
    units = frame["measure"].map({measure.name: measure.unit for measure in kpi.measures})
    assert frame.loc[~units.isin(["count", "money"]), "value"].isna().all()
    assert frame["n"].eq(0).all()


@every_kpi
@every_split
def test_what_happens_after_as_of_changes_nothing(
    kpi: Kpi, by: tuple[str, ...], company: pd.DataFrame, observed: Observed
) -> None:
    known = computed(kpi, observed, company, WINDOW, by=by)
    later = with_later_records(company)
    then = observed_of(snapshots(company) | {date(2026, 6, 21): later})
    pd.testing.assert_frame_equal(computed(kpi, then, later, WINDOW, by=by), known, rtol=1e-9)


@pytest.mark.parametrize("kpi", [kpi for kpi in KPIS if kpi.additive], ids=lambda kpi: kpi.name)
def test_teams_and_nobody_add_up_to_the_company(
    kpi: Kpi, company: pd.DataFrame, observed: Observed
) -> None:
    keys = ["measure", "period", *kpi.axes]
    whole = computed(kpi, observed, company, WINDOW).set_index(keys)
    parts = computed(kpi, observed, company, WINDOW, by=["team"]).groupby(keys, sort=False)
    pd.testing.assert_series_equal(parts["value"].sum(min_count=1), whole["value"], rtol=1e-12)
    pd.testing.assert_series_equal(parts["n"].sum(), whole["n"])


@every_kpi
def test_plain_text_columns_split_as_categories_do(
    kpi: Kpi, company: pd.DataFrame, observed: Observed
) -> None:
    owners = company["owner"].cat.remove_unused_categories()
    plain = computed(
        kpi, observed, company.assign(owner=owners.astype("str")), WINDOW, by=["owner"]
    )
    categorical = computed(kpi, observed, company.assign(owner=owners), WINDOW, by=["owner"])
    pd.testing.assert_frame_equal(plain, categorical, check_categorical=False)


@every_kpi
def test_the_docstring_agrees_with_the_catalogue(kpi: Kpi) -> None:
    text = kpi.function.__doc__ or ""
    assert f"\n    Unit: {kpi.unit}\n" in text
    assert kpi.measure().unit == kpi.unit or kpi.name == "beyond_longest_cycle"
    assert kpi.definition.endswith(".")
    found = dict(re.findall(r"(\w+) \(([^)]*)\)", kpi.source))
    assert tuple(found) == kpi.tables
    for table, columns in found.items():
        assert set(columns.split(", ")) <= {*BY_NAME[table].names, *WIDENED}

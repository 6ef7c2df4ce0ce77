"""What every entry of the catalogue promises, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kit.catalogue import KPIS, Kpi
from kit.data.categories import DIMENSIONS
from kit.data.frames import all_columns
from tests.kpis.everything import (
    NOBODY,
    Everything,
    emptied,
    everything,
    shuffled,
    with_later_records,
)

pytestmark = pytest.mark.xdist_group("promises")
MARKS = {
    *("", "partial", "immature", "thin", "pooled", "suppressed"),
    *("not_reached", "unattributed", "allocated"),
}
SPLITS = (0, 1, 2)

every_kpi = pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
every_split = pytest.mark.parametrize("split", SPLITS, ids=("whole", "one", "two"))
Compute = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    return everything(tmp_path_factory.mktemp("promises") / "project")


@pytest.fixture(scope="module")
def in_another_order(crm: Everything) -> Everything:
    return shuffled(crm)


@pytest.fixture(scope="module")
def without_rows(crm: Everything) -> Everything:
    return emptied(crm)


@pytest.fixture(scope="module")
def with_a_next_day(crm: Everything) -> Everything:
    return with_later_records(crm)


@pytest.fixture(scope="module")
def computed(crm: Everything) -> Compute:
    """The KPI on the whole CRM, computed once for each split."""
    known: dict[tuple[str, tuple[str, ...]], pd.DataFrame] = {}

    def compute(kpi: Kpi, by: tuple[str, ...]) -> pd.DataFrame:
        if (kpi.name, by) not in known:
            known[kpi.name, by] = measured(kpi, crm, by)
        return known[kpi.name, by].copy()

    return compute


def measured(kpi: Kpi, crm: Everything, by: tuple[str, ...]) -> pd.DataFrame:
    tables = [crm.tables[name] for name in kpi.tables]
    derived = {name: crm.derived[name] for name in kpi.derived if name in crm.derived}
    return kpi.function(*tables, crm.window, by=by, **derived)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Equal but for the last digits; the usual case, wholly equal, is seen many times faster."""
    if not one.equals(other):
        pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def dimensions(kpi: Kpi) -> list[str]:
    """Dimensions of its first table, the ones with the most to tell first."""
    own = {column.name for column in all_columns(kpi.tables[0])}
    liked = ("owner", "product", "source", "loss_reason", "team")
    return [name for name in liked if name in own and name in DIMENSIONS]


def split_of(kpi: Kpi, split: int) -> tuple[str, ...]:
    found = dimensions(kpi)
    two = ("team", found[0] if found[0] != "team" else "region") if found else ()
    return ((), tuple(found[:1]), two)[split]


@every_kpi
@every_split
def test_the_frame_is_tidy(kpi: Kpi, split: int, computed: Compute) -> None:
    by = split_of(kpi, split)
    frame = computed(kpi, by)
    keys = ["kpi", "measure", "period", *by, *kpi.axes]
    assert list(frame) == [*keys, "value", "low", "high", "n", "mark"]
    assert not frame.duplicated(keys).any()
    assert list(frame.index) == list(range(len(frame)))
    assert frame["period"].dtype == "datetime64[us]"
    assert frame[["value", "low", "high"]].dtypes.eq("float64").all()
    assert np.isfinite(frame[["value", "low", "high"]].fillna(0)).all(axis=None)
    assert frame["n"].dtype == "Int64"
    assert frame["n"].notna().all()
    assert set(frame["kpi"]) == {kpi.name}
    assert set(frame["mark"]) <= MARKS
    assert list(frame["measure"].unique()) == [measure.name for measure in kpi.measures]


@every_kpi
def test_it_says_something_of_the_demo(kpi: Kpi, computed: Compute) -> None:
    assert computed(kpi, ())["value"].notna().any()


@every_kpi
@every_split
def test_bounds_stand_on_both_sides_of_the_value(kpi: Kpi, split: int, computed: Compute) -> None:
    frame = computed(kpi, split_of(kpi, split)).query("measure != 'rank'")
    assert not (frame["low"] > frame["value"] + 1e-12).any()
    assert not (frame["high"] < frame["value"] - 1e-12).any()
    unknown = frame["value"].isna() & frame["mark"].ne("not_reached")
    assert frame.loc[unknown, ["low", "high"]].isna().all(axis=None)


@every_kpi
@every_split
def test_every_period_is_there(kpi: Kpi, split: int, computed: Compute, crm: Everything) -> None:
    periods = {start.date() for start in computed(kpi, split_of(kpi, split))["period"]}
    assert periods in ({crm.window.current.start}, set(crm.window.starts))


@every_kpi
def test_every_member_and_nobody_are_there(kpi: Kpi, computed: Compute, crm: Everything) -> None:
    by = split_of(kpi, 1)
    members = crm.tables[kpi.tables[0]][by[0]]
    shown = computed(kpi, by)[by[0]]
    assert set(shown.dropna()) == set(members.cat.categories)


@every_kpi
def test_a_member_without_records_has_no_rates(kpi: Kpi, computed: Compute) -> None:
    by = split_of(kpi, 1)
    frame = computed(kpi, by)
    frame = frame[frame[by[0]].eq(NOBODY)]
    units = {measure.name: measure.unit for measure in kpi.measures}
    is_sum = frame["measure"].map(units).isin(["count", "money"])
    is_sum |= frame["measure"].eq("contribution")
    of_all = frame["measure"].isin(["longest_days", "limit_days", "rank"])
    assert (frame["value"].isna() | frame["value"].eq(0))[is_sum & ~of_all].all()
    assert frame["value"].isna()[~is_sum & ~of_all].all()


@every_kpi
def test_the_input_is_untouched(kpi: Kpi, crm: Everything) -> None:
    before = {name: crm.tables[name].copy(deep=True) for name in kpi.tables}
    measured(kpi, crm, split_of(kpi, 2))
    for name, table in before.items():
        assert crm.tables[name].equals(table), name


@every_kpi
@every_split
def test_the_order_of_rows_does_not_matter(
    kpi: Kpi, split: int, computed: Compute, in_another_order: Everything
) -> None:
    by = split_of(kpi, split)
    same(measured(kpi, in_another_order, by), computed(kpi, by))


@every_kpi
@every_split
def test_empty_tables_give_counts_of_0_and_nothing_else(
    kpi: Kpi, split: int, computed: Compute, without_rows: Everything
) -> None:
    by = split_of(kpi, split)
    frame = measured(kpi, without_rows, by)
    assert list(frame) == list(computed(kpi, by))
    assert (frame["value"].isna() | frame["value"].eq(0)).all()
    units = frame["measure"].map({measure.name: measure.unit for measure in kpi.measures})
    assert frame.loc[~units.isin(["count", "money"]), "value"].isna().all()
    assert frame["n"].eq(0).all()


@every_kpi
@every_split
def test_what_happens_after_as_of_changes_nothing(
    kpi: Kpi, split: int, computed: Compute, with_a_next_day: Everything
) -> None:
    by = split_of(kpi, split)
    same(measured(kpi, with_a_next_day, by), computed(kpi, by))


@pytest.mark.parametrize("kpi", [kpi for kpi in KPIS if kpi.additive], ids=lambda kpi: kpi.name)
def test_teams_and_nobody_add_up_to_the_company(kpi: Kpi, computed: Compute) -> None:
    keys = ["measure", "period", *kpi.axes]
    whole = computed(kpi, ()).set_index(keys)
    parts = computed(kpi, ("team",)).groupby(keys, sort=False, observed=True, dropna=False)
    total = parts["value"].sum(min_count=1).reindex(whole.index)
    pd.testing.assert_series_equal(total, whole["value"], rtol=1e-12)
    pd.testing.assert_series_equal(parts["n"].sum().reindex(whole.index), whole["n"])


@every_kpi
def test_plain_text_columns_split_as_categories_do(kpi: Kpi, crm: Everything) -> None:
    by = split_of(kpi, 1)
    first = kpi.tables[0]
    members = crm.tables[first][by[0]].cat.remove_unused_categories()
    plain = crm.tables | {first: crm.tables[first].assign(**{by[0]: members.astype("str")})}
    categories = crm.tables | {first: crm.tables[first].assign(**{by[0]: members})}
    found = [
        measured(kpi, Everything(tables, crm.derived, crm.window), by)
        for tables in (plain, categories)
    ]
    pd.testing.assert_frame_equal(*found, check_categorical=False)


@every_kpi
def test_the_docstring_agrees_with_the_catalogue(kpi: Kpi) -> None:
    text = kpi.function.__doc__ or ""
    assert f"\n    Unit: {kpi.unit}\n" in text
    assert kpi.measure().unit == kpi.unit or kpi.name == "beyond_longest_cycle"
    assert kpi.definition.endswith(".")
    found = dict(re.findall(r"(\w+) \(([^)]*)\)", kpi.source))
    assert tuple(found) == kpi.tables
    for table, columns in found.items():
        assert set(columns.split(", ")) <= {column.name for column in all_columns(table)}

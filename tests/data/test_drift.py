from __future__ import annotations

from datetime import date

import pytest
from pandas import DataFrame

from kit.data.drift import drift, vanished_units
from kit.data.manifest import Snapshot
from kit.data.part import Part

AS_OF = date(2026, 6, 30)
NEWEST = {"leads": date(2026, 6, 29)}


def before(rows: int, *, demo: bool = False, table: str = "leads") -> Snapshot:
    freshness = {"leads": "2026-06-29"} if table == "leads" else {}
    return Snapshot.of(AS_OF, [], rows={table: rows}, freshness=freshness, demo=demo)


def rows(count: int) -> DataFrame:
    return DataFrame(index=range(count))


@pytest.mark.parametrize(
    ("was", "now", "is_drift"),
    [(100, 50, False), (100, 49, True), (10, 4, True), (9, 1, False), (3, 0, True), (0, 0, False)],
)
def test_a_table_that_loses_more_than_half_of_ten_rows_or_all_of_any_drifts(
    was: int, now: int, is_drift: bool
) -> None:
    faults = drift(before(was, table="stages"), {"stages": rows(now)}, {})
    assert bool(faults) is is_drift


def test_drift_names_the_table_both_figures_and_the_way_out() -> None:
    (fault,) = drift(before(2_000), {"leads": rows(12)}, NEWEST)
    assert (fault.severity, fault.table) == ("error", "leads")
    assert "12 rows" in fault.message
    assert "2,000" in fault.message
    assert "--accept-drift" in fault.fix


def test_a_table_that_vanished_is_drift_however_small_it_was() -> None:
    (fault,) = drift(before(1), {}, {})
    assert "the table is gone" in fault.message
    assert "has 1." in fault.message


def test_a_newest_day_that_goes_back_is_drift() -> None:
    (fault,) = drift(before(5), {"leads": rows(5)}, {"leads": date(2026, 6, 28)})
    assert "2026-06-28" in fault.message
    assert "2026-06-29" in fault.message
    (fault,) = drift(before(5), {"leads": rows(5)}, {})
    assert "no day of an event any more" in fault.message
    assert drift(before(5), {"leads": rows(5)}, {"leads": date(2026, 6, 30)}) == []


def test_the_first_load_and_a_change_between_demo_and_own_data_are_no_drift() -> None:
    assert drift(None, {}, {}) == []
    assert drift(before(100, demo=True), {"leads": rows(1)}, {}) == []
    assert drift(before(100, demo=True), {"leads": rows(1)}, NEWEST, demo=True) != []


def test_accepted_drift_is_still_said() -> None:
    (fault,) = drift(before(100), {"leads": rows(1)}, NEWEST, accepted=True)
    assert (fault.severity, fault.fix) == ("warning", "")


def test_a_unit_without_rows_any_more_is_a_warning() -> None:
    iberia, dach = Part("leads", "EMEA", "Iberia", "d1", 3), Part("leads", "EMEA", "DACH", "d2", 3)
    both, one = Snapshot.of(AS_OF, [iberia, dach]), Snapshot.of(AS_OF, [dach])
    (fault,) = vanished_units(both, one)
    assert (fault.severity, fault.value) == ("warning", "EMEA/Iberia")
    assert vanished_units(one, both) == vanished_units(None, one) == []
    assert vanished_units(both, Snapshot.of(AS_OF, [dach], demo=True)) == []


def of_files(count: int, *names: str) -> Snapshot:
    return Snapshot.of(AS_OF, [], rows={"stages": count}, sources={"stages": names})


def test_a_file_of_several_that_is_not_there_any_more_is_named_with_the_loss() -> None:
    then, now = of_files(100, "a.csv", "b.csv", "c.csv"), {"stages": ("a.csv",)}
    (fault,) = drift(then, {"stages": rows(20)}, {}, sources=now)
    assert fault.severity == "error"
    assert fault.message.endswith("`b.csv`, `c.csv` are missing.")
    (fault,) = drift(then, {"stages": rows(80)}, {}, sources=now)
    assert (fault.severity, fault.table) == ("warning", "stages")
    assert f"Of the files that snapshot `{then.id}` was read from, `b.csv`" in fault.message


def test_a_file_under_another_name_is_not_missing() -> None:
    then = of_files(100, "monday.csv")
    assert drift(then, {"stages": rows(90)}, {}, sources={"stages": ("tuesday.csv",)}) == []

import stat
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.data.quality import Inspection, once, refusal, write_quarantine
from kit.errors import Fault


@pytest.fixture
def inspection():
    """Four rows from two files; the canonical amount is called `Betrag` there."""
    return Inspection(
        "orders",
        ("a.csv", "b.csv"),
        np.array([0, 0, 1, 1]),
        np.array([2, 3, 2, 3]),
        {"amount": "Betrag"},
    )


def mask(*rows):
    return np.isin(np.arange(4), rows)


def test_a_row_set_aside_has_a_fault_with_its_place_and_value(inspection):
    values = pd.Series(["1", "x", "2", None])
    inspection.quarantine(mask(1, 3), "amount", lambda row: f"row {row}", values, fix="Mend it.")
    assert [str(fault) for fault in inspection.faults] == [
        "a.csv, line 3, column `Betrag`: row 1 Mend it.",
        "b.csv, line 3, column `Betrag`: row 3 Mend it.",
    ]
    assert [fault.value for fault in inspection.faults] == ["x", ""]
    assert inspection.set_aside.tolist() == [False, True, False, True]
    assert inspection.reasons == {1: ["row 1"], 3: ["row 3"]}


def test_a_changed_value_is_said_once_with_its_first_line(inspection):
    inspection.coerce(mask(2, 3), "amount", "It was rounded.")
    inspection.coerce(mask(), "amount", "Nothing happened.")
    assert [str(fault) for fault in inspection.faults] == [
        "b.csv, line 2, column `Betrag`: It was rounded. This holds for 2 rows."
    ]
    assert inspection.coerced.tolist() == [False, False, True, True]


def test_a_warning_changes_no_row(inspection):
    inspection.warn("Look.", "amount", mask(1))
    assert not (inspection.set_aside | inspection.coerced).any()
    assert inspection.faults[0].severity == "warning"


def test_the_share_of_rows_set_aside_has_a_limit(inspection):
    inspection.quarantine(mask(0), "amount", "it is bad.")
    inspection.check_share(0.25)
    assert [fault.severity for fault in inspection.faults] == ["quarantined"]
    inspection.check_share(0.2)
    assert inspection.faults[-1].severity == "error"
    assert inspection.faults[-1].message == (
        "1 of 4 rows cannot be used (25%); the limit is 20%. "
        "The first: line 2, column `Betrag`: it is bad."
    )


def test_a_shown_value_is_cut_to_80_characters(inspection):
    inspection.quarantine(mask(0), "amount", "it is long.", pd.Series(["x" * 500] * 4))
    assert inspection.faults[0].value == "x" * 80


def test_a_refusal_carries_its_only_fault():
    error = refusal("the file is empty.", "a.csv", line=1, fix="Export it.")
    assert [str(fault) for fault in error.faults] == [
        "a.csv, line 1: the file is empty. Export it."
    ]


def test_rows_set_aside_are_kept_for_their_owner_only(tmp_path):
    folder = tmp_path / "quarantine"
    rows = pd.DataFrame(
        {"file": ["a.csv"], "line": [2], "reasons": ["bad; worse"], "Betrag": ["x"]}
    )
    write_quarantine(folder, {"orders": rows, "leads": rows.iloc[:0]})
    path = folder / "orders.csv"
    assert path.read_text() == "file,line,reasons,Betrag\na.csv,2,bad; worse,x\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in folder.iterdir()] == ["orders.csv"]


def test_the_quarantine_of_a_table_that_was_mended_goes(tmp_path):
    rows = pd.DataFrame({"file": ["a.csv"], "line": [2], "reasons": ["bad"]})
    write_quarantine(tmp_path, {"orders": rows})
    write_quarantine(tmp_path, {"orders": rows.iloc[:0]})
    assert list(tmp_path.iterdir()) == []


def test_what_was_said_of_a_table_is_not_said_again_of_a_lookup_of_the_same_file() -> None:
    ends = Fault("warning", "the last line has no line end.", file="users.csv", line=9)
    other = Fault("warning", "another.", file="users.csv")
    assert once([ends, other, replace(ends, table="owners"), ends, other]) == [
        other,
        replace(ends, table="owners"),
    ]

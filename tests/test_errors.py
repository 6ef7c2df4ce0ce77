from __future__ import annotations

import pytest

from kit.errors import BusyError, DataError, Fault, KitError, ParamError, RunError, suggestion


def test_a_fault_says_where_what_and_what_to_do() -> None:
    fault = Fault(
        "quarantined",
        "`2026-13-01` is no date.",
        table="opportunities",
        file="exports/a.csv",
        line=17,
        column="closed_at",
        value="2026-13-01",
        fix="Correct it at the source.",
    )
    assert str(fault) == (
        "exports/a.csv, line 17, column `closed_at`: `2026-13-01` is no date. "
        "Correct it at the source."
    )


def test_a_fault_without_a_file_names_its_table() -> None:
    assert str(Fault("error", "It is empty.", table="leads")) == "leads: It is empty."


def test_a_fault_without_a_place_is_its_message() -> None:
    assert str(Fault("warning", "Nothing changed.")) == "Nothing changed."


def test_line_0_is_still_a_line() -> None:
    assert str(Fault("error", "It is odd.", file="a.csv", line=0)) == "a.csv, line 0: It is odd."


def test_a_fault_prints_the_keys_that_scripts_rely_on() -> None:
    assert list(Fault("error", "x").as_dict()) == [
        "severity",
        "message",
        "table",
        "file",
        "line",
        "column",
        "value",
        "fix",
    ]


def test_a_data_error_lists_its_errors_and_keeps_every_fault() -> None:
    faults = [Fault("warning", "odd"), Fault("error", "broken", file="a.csv", line=2)]
    error = DataError("The load is refused.", faults)
    assert str(error) == "The load is refused.\n  a.csv, line 2: broken"
    assert error.faults == tuple(faults)


def test_a_data_error_shows_a_hundred_faults_and_counts_the_rest() -> None:
    error = DataError("Refused.", [Fault("error", f"fault {n}") for n in range(130)])
    lines = str(error).splitlines()
    assert len(lines) == 102
    assert lines[-1] == "  … and 30 more"


@pytest.mark.parametrize(
    ("error", "code"),
    [(KitError, 2), (ParamError, 2), (DataError, 2), (RunError, 1), (BusyError, 75)],
)
def test_each_error_has_its_exit_code(error: type[KitError], code: int) -> None:
    assert error("x").exit_code == code


def test_every_error_is_a_kit_error() -> None:
    assert all(
        issubclass(error, KitError) for error in (ParamError, DataError, RunError, BusyError)
    )


def test_a_misspelt_word_is_answered_with_the_likeliest_one() -> None:
    assert suggestion("TEAM", ["team", "region"]) == "Did you mean `team`?"
    assert suggestion("periodes", ["period", "periods"]) == "Did you mean `periods`?"


def test_an_unlike_word_is_answered_with_all_that_are_known() -> None:
    assert suggestion("zzz", ["team", "region"]) == "Known: `team`, `region`."


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    assert suggestion("zzz", []) == ""

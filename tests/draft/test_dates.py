"""The format of dates is told by the data, or said to be a guess."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.draft.dates import counted_time, dates_of, is_time
from kit.draft.guesses import Guess


def guess(*texts: str, heading: str = "Closed") -> Guess:
    found = dates_of([(heading, pd.Series(texts, dtype="str"))])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("2025-01-02", "2025-12-31T23:59:59Z"), ""),
        (("01/02/2025", "31/12/2025"), "%d/%m/%Y"),
        (("01/02/2025", "12/31/2025 14:05"), "%m/%d/%Y"),
        (("1-2-2025", "12-31-2025"), "%m-%d-%Y"),
        (("01.02.2025", "03.04.2025"), "%d.%m.%Y"),
        (("31/12/25", "01/02/25"), "%d/%m/%y"),
        (("12/31/2025 02:05 PM",), "%m/%d/%Y %I:%M %p"),
        (("20250102", "20251231"), "%Y%m%d"),
        (("2012/10/09 14:50:17.000",), "%Y/%m/%d %H:%M:%S.%f"),
        (("31 Dec 2025",), "%d %b %Y"),
        (("Dec 31, 2025",), "%b %d, %Y"),
    ],
)
def test_the_format_is_found(texts: tuple[str, ...], value: str) -> None:
    found = guess(*texts)
    assert (found.value, found.is_sure, found.can_be_read) == (value, True, True)


def test_the_evidence_names_the_value_that_tells() -> None:
    found = guess("01/02/2025", "03/04/2025", "25/12/2025", heading="Fecha de cierre")
    assert found.evidence == "`25/12/2025` under `Fecha de cierre` has the day before the month"


def test_dates_that_allow_both_orders_are_said_to_be_a_guess() -> None:
    found = guess("01/02/2025", "03/04/2025")
    assert not found.is_sure
    assert "no value tells" in found.evidence


def test_columns_are_judged_together() -> None:
    found = dates_of([("A", pd.Series(["01/02/2025"])), ("B", pd.Series(["31/12/2025"]))])
    assert found is not None
    assert found.is_sure


def test_a_footer_among_dates_is_said() -> None:
    found = guess(*(f"{day:02d}/12/2025" for day in range(1, 31)), "Confidential")
    assert (found.value, found.is_sure) == ("%d/%m/%Y", False)
    assert "1 of 31 texts are no such dates, such as `Confidential`" in found.evidence


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("1735689600000", "1738368000000"), "milliseconds since 1970 (epoch)"),
        (("1735689600",), "seconds since 1970 (epoch)"),
        (("45658", "45689.5"), "serial numbers of Excel"),
    ],
)
def test_numbers_for_times_are_named_and_cannot_be_read(texts: tuple[str, ...], kind: str) -> None:
    assert counted_time(pd.Series(texts)) == kind
    found = guess(*texts)
    assert not found.can_be_read
    assert f"times are {kind}, which cannot be read: export them as dates" in found.evidence


def test_short_dates_are_times() -> None:
    assert is_time(pd.Series(["1/2/25", "3/4/25"]))
    assert is_time(pd.Series(["Jan 5, 2025"]))


def test_ids_and_words_are_no_times() -> None:
    assert not is_time(pd.Series(["12345678", "87654321"]))
    assert not is_time(pd.Series(["North", "South"]))
    assert not is_time(pd.Series([], dtype="str"))

from __future__ import annotations

import pytest

from kit.cron import checked_expression


@pytest.mark.parametrize(
    "text",
    [
        *("0 6 * * 1", "*/20 8-18/5 1,15 * *", "5/30 * 1,15 * *", "0 6 * Jan-Mar mon,FRI"),
        *("0 6 * * 7", "0 6 1 * 1", "59 23 31 12 *", "0 0 29 2 *", "0 0 30 2 1"),
    ],
)
def test_a_cron_expression_is_taken_as_it_is_written(text: str) -> None:
    assert checked_expression(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 6 * *", "`0 6 \\* \\*` has 4 fields; cron needs 5"),
        ("@daily", "has 1 fields"),
        ("60 6 * * 1", "`60` is no minute: 0 to 59 is allowed"),
        ("0 24 * * 1", "`24` is no hour: 0 to 23 is allowed"),
        ("0 6 0 * 1", "`0` is no day of month: 1 to 31 is allowed"),
        ("0 6 * 13 1", "`13` is no month: 1 to 12 is allowed"),
        ("0 6 * * 8", "`8` is no day of week: 0 to 7 is allowed"),
        ("0 6 * * lun", "`lun` is no day of week"),
        ("0 6 L * *", "`L` is no day of month"),
        ("0 6 * * 1#2", "`1#2` is no day of week"),
        ("5-1 6 * * 1", "`5-1` is no minute"),
        ("*/0 6 * * 1", r"`\*/0` is no minute"),
        ("*/ 6 * * 1", r"`\*/` is no minute"),
        ("1,,2 6 * * 1", "`` is no minute"),
        ("-1 6 * * 1", "`-1` is no minute"),
        ("² 6 * * 1", "`²` is no minute"),
        ("0 0 30 2 *", "`0 0 30 2 \\*` is a day that never comes"),
        ("0 0 31 4,6,9,11 *", "none of its months has such a day"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_field_and_what_it_allows(
    text: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        checked_expression(text)

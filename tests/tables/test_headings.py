from __future__ import annotations

from kit.tables import heading


def test_a_known_column_has_its_name_and_another_is_read_as_english() -> None:
    assert heading("loss_reason") == "Loss reason"
    assert heading("some_new_column") == "Some new column"


def test_what_is_counted_by_k_is_told_by_its_kpi() -> None:
    assert heading("k", "touches_to_response") == "Touch"
    assert heading("k", "retention") == "Quarter"

"""The order of stages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.data.frames import empty
from kit.kpis import days_in_stage
from kit.kpis.known import known
from kit.kpis.stages.entries import stage_entries
from kit.kpis.stages.order import stage_order
from kit.window import Window

Make = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
JANUARY = Window(date(2026, 1, 31), periods=1)


def order_of(tables: tuple[pd.DataFrame, pd.DataFrame], stages: pd.DataFrame) -> list[str]:
    opportunities, history = tables
    entries = stage_entries(known(opportunities, JANUARY), history, stages, JANUARY)
    return entries.order.names.tolist()


def test_positions_order_the_stages_and_not_their_names(
    history_of: Make, stages_of: Callable[..., pd.DataFrame]
) -> None:
    tables = history_of("a 0 - open New:0 Demo:3 Offer:5")
    assert order_of(tables, stages_of("New", "Offer", "Demo")) == ["New", "Offer", "Demo"]


def test_without_positions_the_median_rank_of_first_entries_orders_them(history_of: Make) -> None:
    # c skips Demo and goes back to New: neither its second New nor its early Offer decides.
    tables = history_of(
        "a 0 - open New:0 Demo:3 Offer:5",
        "b 0 - open New:0 Demo:2 Offer:9",
        "c 0 - open New:0 Offer:1 New:4",
    )
    assert order_of(tables, empty("stages")) == ["New", "Demo", "Offer"]


def test_a_stage_that_the_table_does_not_list_follows_those_that_it_lists(
    history_of: Make, stages_of: Callable[..., pd.DataFrame]
) -> None:
    tables = history_of("a 0 - open Extra:0 New:3 Offer:5")
    assert order_of(tables, stages_of("New", "Offer")) == ["New", "Offer", "Extra"]


def test_a_stage_may_stand_elsewhere_in_another_pipeline(
    stages_of: Callable[..., pd.DataFrame],
) -> None:
    both = [stages_of("x", "y", pipeline="A"), stages_of("y", "x", pipeline="B")]
    order = stage_order(pd.concat(both), ["x", "y"], ["x", "y"])
    assert order.ranks.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_a_stage_that_is_nothing_but_the_close_is_no_open_stage(history_of: Make) -> None:
    tables = history_of(
        "a 0 9 won New:0 Offer:3 Won:9", "b 0 8 lost New:0 Lost:8", "c 0 7 won New:0 Offer:1 Won:7"
    )
    assert order_of(tables, empty("stages")) == ["New", "Offer"]


def test_an_entry_into_the_stage_that_it_is_in_already_begins_no_stay(history_of: Make) -> None:
    opportunities, history = history_of("a 0 12 lost New:0 New:4 Offer:10")
    frame = days_in_stage(opportunities, history, empty("stages"), JANUARY)
    assert frame.query("measure == 'median'")["value"].tolist() == [10, 2]

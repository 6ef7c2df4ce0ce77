from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.colors import to_rgba

from kit import charts, palette


def _names(ax: Any) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_the_longest_bar_comes_first(tidy: Any) -> None:
    frame = tidy([1.0, 3.0, 2.0], kpi="new_opportunities", one_period=True, team=list("abc"))
    ax = charts.bars(frame, by="team")
    assert _names(ax) == ["b", "c", "a"]
    assert [bar.get_width() for bar in ax.patches] == [3.0, 2.0, 1.0]
    assert charts.alt(ax) == "New opportunities – highest: b, 3; lowest: a, 1."


def test_equal_members_keep_the_order_of_their_categories(tidy: Any) -> None:
    teams = pd.Categorical(["c", "a", "b"], categories=["b", "a", "c"])
    frame = tidy([1.0, 1.0, 1.0], kpi="new_opportunities", one_period=True, team=teams)
    assert _names(charts.bars(frame, by="team")) == ["b", "a", "c"]


def test_the_last_period_with_values_is_drawn_and_named(tidy: Any, texts: Any) -> None:
    frame = pd.concat(
        [tidy([1.0, 5.0, None], kpi="new_opportunities", team=name) for name in ("a", "b")]
    )
    ax = charts.bars(frame, by="team")
    assert [bar.get_width() for bar in ax.patches] == [5.0, 5.0]
    assert "Feb 2017" in texts(ax)
    assert charts.alt(ax).endswith("Period: Feb 2017.")


def test_a_ranking_of_a_running_period_says_so(tidy: Any, texts: Any) -> None:
    parts = [
        tidy([1.0, 5.0], kpi="new_opportunities", team=name, marks=["", "partial"])
        for name in ("a", "b")
    ]
    assert "Feb 2017 (in part)" in texts(charts.bars(pd.concat(parts), by="team"))


def test_a_missing_member_is_shown_as_not_recorded(tidy: Any) -> None:
    frame = tidy([2.0, 1.0], kpi="new_opportunities", one_period=True, team=["a", None])
    assert _names(charts.bars(frame, by="team")) == ["a", "not recorded"]


def test_names_alike_at_first_sight_stay_two_bars(tidy: Any) -> None:
    names = ["x" * 50 + "1" + "y" * 30, "x" * 50 + "2" + "y" * 30]
    frame = tidy([2.0, 1.0], kpi="new_opportunities", one_period=True, team=names)
    assert len(set(_names(charts.bars(frame, by="team")))) == 2


def test_beyond_thirty_members_the_rest_is_counted(tidy: Any, texts: Any) -> None:
    names = [f"member {number}" for number in range(33)]
    frame = tidy(list(range(1, 34)), kpi="new_opportunities", one_period=True, team=names)
    ax = charts.bars(frame, by="team")
    assert len(ax.patches) == 30
    assert "and 3 more, in the table below" in texts(ax)
    assert "lowest: member 0, 1." in charts.alt(ax)


def test_members_that_have_none_are_named_without_a_bar(tidy: Any, texts: Any) -> None:
    names = ["Anna", "Boris", "Carl"]
    frame = tidy([2.0, 0.0, 0.0], kpi="new_opportunities", one_period=True, owner=names)
    ax = charts.bars(frame, by="owner")
    assert _names(ax) == ["Anna"]
    assert "With none: Boris, Carl" in texts(ax)
    assert charts.alt(ax).splitlines()[-1] == "2 others have none."


def test_where_nobody_has_any_everyone_is_drawn(tidy: Any) -> None:
    frame = tidy([0.0, 0.0], kpi="new_opportunities", one_period=True, owner=["Anna", "Boris"])
    assert _names(charts.bars(frame, by="owner")) == ["Anna", "Boris"]


def test_every_bar_leaves_room_for_its_value(tidy: Any) -> None:
    values = [9_999_999.0, -8_888_888.0, 5.0]
    frame = tidy(values, kpi="bookings", measure="amount", one_period=True, team=list("abc"))
    ax = charts.bars(frame, by="team", currency="EUR")
    ax.figure.canvas.draw()
    edges = [text.get_window_extent() for text in ax.texts]
    assert all(edge.x0 >= 0 and edge.x1 <= 402 for edge in edges)


def test_a_bar_of_few_records_is_hollow_and_does_not_lead(tidy: Any, texts: Any) -> None:
    frame = tidy([3.0, 2.0, 1.0], kpi="new_opportunities", one_period=True, source=list("abc"))
    frame.loc[0, "mark"] = "thin"
    ax = charts.bars(frame, by="source")
    panel = to_rgba(palette.light("panel"))
    assert [bar.get_facecolor() == panel for bar in ax.patches] == [True, False, False]
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert bold == ["2"]
    assert "highest: b, 2" in charts.alt(ax)
    assert "fewer than 30 records" in texts(ax)

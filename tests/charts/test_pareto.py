from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError


def reasons(tidy: Any, values: list[float], **options: Any) -> pd.DataFrame:
    names = [f"reason {place}" for place, _ in enumerate(values)]
    common = {"kpi": "loss_reasons", "measure": "count", "one_period": True, **options}
    return tidy(values, **{"reason": names, **common})


def test_members_stand_by_size_with_the_share_that_they_make_up_so_far(
    tidy: Any, texts: Any
) -> None:
    ax: Any = charts.pareto(reasons(tidy, [10, 60, 30], reason=["a", "b", "c"]), over="reason")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "c", "a"]
    assert [text for text in texts(ax) if text.endswith("%")] == ["60%", "90%", "100%"]


def test_the_fewest_that_make_up_80_percent_stand_out(tidy: Any) -> None:
    ax: Any = charts.pareto(reasons(tidy, [50, 30, 15, 5]), over="reason")
    first, second, third, fourth = [bar.get_facecolor() for bar in ax.patches]
    assert first == second != third == fourth
    assert charts.alt(ax).splitlines()[1] == "2 of 4 make up 80%."


def test_beyond_twelve_the_rest_shares_a_bar_and_nothing_is_lost(tidy: Any) -> None:
    ax: Any = charts.pareto(reasons(tidy, [float(value) for value in range(1, 31)]), over="reason")
    assert len(ax.patches) == 13
    assert ax.get_yticklabels()[-1].get_text() == "18 others"
    assert sum(bar.get_width() for bar in ax.patches) == sum(range(1, 31))


def test_a_single_member_beyond_twelve_keeps_its_name(tidy: Any) -> None:
    ax: Any = charts.pareto(reasons(tidy, [1.0] * 13), over="reason")
    assert ax.get_yticklabels()[-1].get_text() == "reason 12"


def test_its_words_name_the_largest_and_those_without_any(tidy: Any) -> None:
    frame = reasons(tidy, [3.0, 1.0, 0.0], reason=["Price", None, "Other"])
    assert charts.alt(charts.pareto(frame, over="reason")).splitlines() == [
        "Losses by reason – largest: Price, 3, which is 75.0% of all.",
        "2 of 2 make up 100%.",
        "Other has none.",
    ]


def test_a_measure_that_does_not_add_up_is_refused(tidy: Any) -> None:
    frame = tidy([3.0], kpi="cycle_time", measure="median", one_period=True, team=["a"])
    with pytest.raises(ParamError, match="does not add up"):
        charts.pareto(frame, over="team")

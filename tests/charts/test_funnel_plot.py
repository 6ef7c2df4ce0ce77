from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit import charts
from kit.charts.limits import binomial_limits
from kit.errors import ParamError


def owners(tidy: Any, rates: list[float], n: list[int]) -> pd.DataFrame:
    names = [f"owner {place}" for place, _ in enumerate(rates)]
    frame = tidy(rates, one_period=True, owner=names)
    return frame.assign(n=pd.array(n, dtype="Int64"))


def test_those_beyond_what_chance_explains_are_named_with_their_rate(tidy: Any, texts: Any) -> None:
    frame = owners(tidy, [0.5, 0.52, 0.48, 0.9], [100, 100, 100, 100])
    ax: Any = charts.funnel_plot(frame, by="owner")
    assert "owner 3 90.0%" in texts(ax)
    assert "owner 0" in texts(ax)
    # 240 of 400: 0.6 for all; 48 of 100 lies inside the outer limits around it, 0.45 to 0.75.
    assert charts.alt(ax).splitlines() == [
        "Of 4, only owner 3 (90.0%) differs from the rest by more than chance explains.",
        "Win rate, all together: 60.0%.",
    ]


def test_of_many_only_those_beyond_are_named(tidy: Any, texts: Any) -> None:
    frame = owners(tidy, [0.5] * 9 + [0.9], [100] * 10)
    said = texts(charts.funnel_plot(frame, by="owner"))
    assert [text for text in said if text.startswith("owner")] == ["owner 9 90.0%"]


def test_a_rate_from_few_records_is_not_taken_for_a_difference(tidy: Any) -> None:
    frame = owners(tidy, [0.5, 0.5, 1.0], [200, 200, 3])
    assert charts.alt(charts.funnel_plot(frame, by="owner")).startswith(
        "None of 3 differs from the rest by more than chance explains."
    )


def test_the_rate_of_all_weighs_members_by_their_records(tidy: Any, texts: Any) -> None:
    frame = owners(tidy, [0.2, 0.4], [300, 100])
    assert "All: 25.0%" in texts(charts.funnel_plot(frame, by="owner"))


def test_the_limits_hold_the_chance_that_they_name() -> None:
    n = np.array([50, 400, 3000])
    low, high = binomial_limits(0.3, n, 0.90)
    normal = stats.norm.ppf(0.95) * np.sqrt(0.3 * 0.7 / n)
    assert high - 0.3 == pytest.approx(normal, abs=0.015)
    assert 0.3 - low == pytest.approx(normal, abs=0.015)
    assert (np.diff(high - low) < 0).all()


def test_limits_stay_between_nothing_and_all() -> None:
    low, high = binomial_limits(0.5, [1, 2], 0.998)
    assert low.tolist() == [0.0, 0.0]
    assert high.tolist() == [1.0, 1.0]


def test_a_share_is_beyond_exactly_where_its_chance_is_smaller_than_what_is_left() -> None:
    hits = np.arange(41)
    low, high = binomial_limits(0.3, np.full(41, 40), 0.90)
    above = stats.binom.sf(hits - 1, 40, 0.3) < 0.05
    below = stats.binom.cdf(hits, 40, 0.3) < 0.05
    assert ((hits / 40 > high) == above).all()
    assert ((hits / 40 < low) == below).all()


def test_many_that_differ_are_counted_and_the_farthest_named(tidy: Any) -> None:
    frame = owners(tidy, [0.1] * 6 + [0.9] * 6, [400] * 12)
    first = charts.alt(charts.funnel_plot(frame, by="owner")).splitlines()[0]
    assert first.startswith("12 of 12 differ from the rest by more than chance explains, most")


def test_what_is_no_share_is_refused(tidy: Any) -> None:
    with pytest.raises(ParamError, match="is of shares"):
        charts.funnel_plot(tidy([4.0], kpi="bookings", measure="amount", team="a"), by="team")
    with pytest.raises(ParamError, match="exceeds 1"):
        charts.funnel_plot(tidy([1.4], team="a"), by="team")

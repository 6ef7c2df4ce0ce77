from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError

STAGES = ["Proposal", "Demo"]


def progress(tidy: Any, **shares: list[float | None]) -> pd.DataFrame:
    return pd.concat(
        [
            tidy(
                values,
                kpi="stage_conversion",
                measure=measure,
                one_period=True,
                stage=STAGES,
                half=0.02,
                n=40,
            )
            for measure, values in shares.items()
        ],
        ignore_index=True,
    )


def test_parts_stand_side_by_side_and_stages_keep_their_order(tidy: Any) -> None:
    frame = progress(tidy, advanced=[0.6, 0.9], lost=[0.3, 0.1], still_open=[0.1, 0.0])
    ax: Any = charts.flow(frame)
    assert [label.get_text() for label in ax.get_yticklabels()] == STAGES
    ends = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert ends == [
        pytest.approx(one)
        for one in [(0.0, 0.6), (0.0, 0.9), (0.6, 0.9), (0.9, 1.0), (0.9, 1.0), (1.0, 1.0)]
    ]


def test_shares_are_written_where_they_fit_and_counts_beside(tidy: Any, texts: Any) -> None:
    frame = progress(tidy, advanced=[0.6, 0.98], lost=[0.3, 0.01], still_open=[0.1, 0.01])
    drawn = texts(charts.flow(frame))
    assert {"60%", "98%", "30%", "40"} <= set(drawn)
    assert "1%" not in drawn


def test_its_words_name_the_best_and_the_worst_stage_of_each_end(tidy: Any) -> None:
    frame = progress(tidy, advanced=[0.6, 0.9], lost=[0.3, 0.1])
    assert charts.alt(charts.flow(frame)).splitlines() == [
        "Came further – highest: Demo, 90.0%; lowest: Proposal, 60.0%.",
        "Lost – highest: Proposal, 30.0%; lowest: Demo, 10.0%.",
    ]


def test_the_interval_of_those_who_came_further_is_drawn(tidy: Any) -> None:
    ax: Any = charts.flow(progress(tidy, advanced=[0.6, 0.9], lost=[0.3, 0.1]))
    spans = [tuple(path[:, 0]) for path in ax.collections[0].get_segments()]
    assert spans == [pytest.approx((0.58, 0.62)), pytest.approx((0.88, 0.92))]


def test_a_frame_without_stages_is_refused(tidy: Any) -> None:
    with pytest.raises(ParamError, match="`stage`"):
        charts.flow(tidy([0.5]))

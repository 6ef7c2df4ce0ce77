from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.models.backtest.losses import QUANTILE_COLUMNS, scores


def rows(*made):
    """(method, origin, quantiles, mean, actual)."""
    return pd.DataFrame(
        [
            {
                "method": method,
                "origin": pd.Timestamp(origin),
                **dict(zip(QUANTILE_COLUMNS, quantiles, strict=True)),
                "mean": mean,
                "actual": actual,
            }
            for method, origin, quantiles, mean, actual in made
        ]
    )


def test_scores_are_sums_over_sums_and_coverage_counts_both_ends():
    said = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0]
    found = scores(
        rows(
            ("kit", "2026-01-31", said, 45.0, 30.0),
            ("kit", "2026-02-28", said, 45.0, 60.0),
            ("kit", "2026-03-31", said, 45.0, 71.0),
            ("other", "2026-03-31", [71.0] * 7, 71.0, 71.0),
        )
    ).set_index("method")
    kit = found.loc["kit"]
    assert kit["wape"] == pytest.approx((10 + 20 + 31) / 161)
    missed = [
        0.05 * 20 + 0.1 * 10 + 0 + 0.5 * 10 + 0.25 * 20 + 0.1 * 30 + 0.05 * 40,
        0.05 * 50 + 0.1 * 40 + 0.25 * 30 + 0.5 * 20 + 0.75 * 10 + 0 + 0.05 * 10,
        0.05 * 61 + 0.1 * 51 + 0.25 * 41 + 0.5 * 31 + 0.75 * 21 + 0.9 * 11 + 0.95 * 1,
    ]
    assert kit["pinball"] == pytest.approx(sum(missed) / 7 / 161)
    assert kit["bias"] == pytest.approx(135 / 161 - 1)
    assert kit[["coverage_50", "coverage_80", "coverage_90"]].tolist() == pytest.approx(
        [1 / 3, 2 / 3, 2 / 3]
    )
    assert kit[["origins", "n"]].tolist() == [3, 3]
    assert found.loc["other", "pinball"] == 0


def test_where_nothing_came_ratios_are_missing_but_coverage_is_not():
    found = scores(rows(("kit", "2026-01-31", [0.0] * 7, 0.0, 0.0))).iloc[0]
    assert np.isnan(found["wape"])
    assert found["coverage_90"] == 1.0

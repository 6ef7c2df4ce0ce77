"""What models wrote down of the past, against SQL over the raw files of the demo CRM."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.independent.crm import Crm

pytestmark = pytest.mark.xdist_group("independent")

SCORES = Path(__file__).with_name("models") / "stage_scores.sql"
REASONS = Path(__file__).with_name("models") / "reasons.sql"


def scored(crm: Crm) -> pd.DataFrame:
    """Scores of the chances by stage, worked out by SQL."""
    return crm.expected(SCORES.read_text(encoding="utf-8"), crm.window("quarter", 6))


def unlike(crm: Crm) -> list[str]:
    """Scores, and numbers of opportunities and wins, on which the store and the SQL differ."""
    expected = scored(crm).set_index(["origin", "horizon_days"])
    ours = crm.sql.sql("FROM made_win_scores WHERE method = 'stage_weighted'").df()
    ours = ours.set_index(["origin", "horizon_days"]).reindex(expected.index)
    wrong = [
        f"{name}: {ours[name].tolist()}, expected {expected[name].tolist()}"
        for name in ("n", "brier", "log_loss", "auc")
        if not np.allclose(ours[name], expected[name], rtol=1e-9)
    ]
    whole = expected.groupby("horizon_days")[["n", "wins"]].sum()
    counted = crm.sql.sql(
        "SELECT method, horizon_days, sum(n) AS n, sum(n * observed) AS wins FROM made_reliability "
        "GROUP BY ALL"
    ).df()
    for method, rows in counted.groupby("method"):
        own = rows.set_index("horizon_days")[["n", "wins"]].reindex(whole.index)
        if not np.allclose(own, whole):
            wrong.append(f"{method}: {own.to_numpy()}, expected {whole.to_numpy()}")
    return wrong


def test_scores_of_past_chances_are_what_plain_sql_over_the_raw_files_says(small: Crm) -> None:
    assert unlike(small) == []


@pytest.mark.acceptance
def test_scores_of_past_chances_of_100_000_opportunities_are_what_plain_sql_says(
    large: Crm,
) -> None:
    assert unlike(large) == []


def test_reasons_listed_are_the_weightiest_of_those_in_the_store(small: Crm) -> None:
    window = small.window("quarter", 6)
    listed = small.computed("open_opportunities", window).set_index("opportunity_id")["reasons"]
    rows = small.expected(REASONS.read_text(encoding="utf-8"), window)
    expected: dict[str, list[tuple[str, str, float]]] = {}
    for key, *reason in rows.itertuples(index=False):
        expected.setdefault(key, []).append(tuple(reason))
    assert {key: list(found) for key, found in listed.items() if found} == expected


def test_reasons_of_a_chance_add_up_to_it(small: Crm) -> None:
    apart = small.sql.sql(
        "SELECT max(abs(points - within_90)) FROM made_win_probabilities JOIN "
        "(SELECT opportunity_id, sum(points) AS points FROM made_win_reasons GROUP BY ALL) "
        "USING (opportunity_id)"
    ).fetchall()[0]
    assert apart[0] < 1e-9

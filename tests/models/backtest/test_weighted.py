from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.models.backtest.weighted import weighted_pipeline

LEAVES = (("EMEA", "DACH"), ("EMEA", "Iberia"))


def test_open_amounts_weigh_by_the_chance_of_their_stage_else_by_the_share_won(opportunities):
    table = opportunities(
        ("2026-01-01", "2026-01-20", "won", 10.0, "EMEA", "DACH"),
        ("2026-01-01", "2026-01-20", "lost", 0.0, "EMEA", "DACH"),
        ("2026-01-01", "2026-01-20", "lost", 0.0, "EMEA", "DACH"),
        ("2026-01-01", "2026-01-20", "lost", 0.0, "EMEA", "DACH"),
        ("2026-01-01", None, "open", 100.0, "EMEA", "DACH"),
        ("2026-01-01", None, "open", 60.0, "EMEA", "Iberia"),
        (None, None, "open", 999.0, "EMEA", "Iberia"),
    )
    table["stage"] = pd.Series(["x"] * 4 + ["Offer", "New", "Offer"], dtype="str")
    stages = pd.DataFrame({"stage": ["Offer", "New"], "probability": [0.6, None]})
    found = weighted_pipeline({"opportunities": table, "stages": stages}, LEAVES)
    assert found.tolist() == pytest.approx([60.0, 15.0])  # the last one has not begun


def test_a_stage_of_two_chances_says_none_and_prices_stand_in_for_amounts(opportunities):
    table = opportunities(
        ("2026-01-01", None, "open", None, "EMEA", "DACH"),
        ("2026-01-01", None, "open", 0.0, "EMEA", "DACH"),
        ("2026-01-01", None, "open", 30.0, "EMEA", "Iberia"),
    )
    table["list_price"] = [50.0, np.nan, np.nan]
    table["stage"] = pd.Series(["Offer"] * 3, dtype="str")
    stages = pd.DataFrame({"stage": ["Offer", "Offer"], "probability": [0.6, 0.2]})
    found = weighted_pipeline({"opportunities": table, "stages": stages}, LEAVES)
    assert found.tolist() == pytest.approx([0.5 * (50 + 40), 0.5 * 30])  # nothing ever closed


def test_where_nothing_is_open_or_priced_the_pipeline_is_worth_nothing(opportunities):
    table = opportunities(("2026-01-01", None, "open", None, "EMEA", "DACH"))
    assert weighted_pipeline({"opportunities": table}, LEAVES).tolist() == [0.0, 0.0]
    assert weighted_pipeline({"opportunities": table[:0]}, LEAVES).tolist() == [0.0, 0.0]

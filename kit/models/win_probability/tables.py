"""What the model of chances says, as the derived tables that `kit.prepare` writes.

All have `region` and `team`, by which tables are sliced; both are missing in tables of the company.
Where nothing was ever won or lost (state `none`) nothing can be said, and they have no rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.models.win_probability.open_ones import EVER_DAYS, OpenChances
from kit.models.win_probability.price import amount_if_won
from kit.models.win_probability.reasons import reasons
from kit.models.win_probability.rolling import BINS, SCORES, Rolling
from kit.models.win_probability.standing import QUARTER_DAYS
from kit.window import Window

MONTHS_AHEAD = 13
"""The running month and the twelve after it."""
_MONTH_DAYS = 30
_EFFECT = ("cause", "factor", "member", "value", "low", "high", "n", "mark")
_UNIT = ("region", "team")
_TEXTS = ("cause", "factor", "member", "mark", *_UNIT)


def win_probabilities(
    chances: OpenChances, opportunities: DataFrame, products: DataFrame | None, window: Window
) -> DataFrame:
    """Chances of each open opportunity: the table of that name, but for the snapshot before.

    Parameters
    ----------
    chances
        Of `open_ones`.
    opportunities
        The same as there, closed ones included: they tell what wins bring.
    products
        List prices; may be None.
    window
        Gives the level of the bounds.

    Returns
    -------
    DataFrame
        opportunity_id, region, team, as_of, within_30, within_90, eventually, low_90, high_90,
        won_by_0 to won_by_12 (by the end of that calendar month, 0 the running one),
        expected_amount (missing where nothing is priced), age_days, basis (`model`; `pooled` where
        there are too few ends). Those that have not begun have no row: nobody can say how far they
        have come, and the forecast counts them among those yet to begin.
    """
    at = chances.standing
    records = at.records if chances.state != "none" else at.records.iloc[:0]
    if records.empty:
        return _probabilities(records, {}, window)
    months = [f"won_by_{ahead}" for ahead in range(MONTHS_AHEAD)]
    ends = chances.hazards.point.ahead[:MONTHS_AHEAD]
    horizons = [_MONTH_DAYS, QUARTER_DAYS, EVER_DAYS, *ends]
    names = ["within_30", "within_90", "eventually", *months]
    columns: dict[str, Any] = dict(zip(names, chances.within(horizons).T, strict=True))
    columns["low_90"], columns["high_90"] = chances.interval(QUARTER_DAYS, window.level)
    columns["expected_amount"] = amount_if_won(records, opportunities, products)
    columns["age_days"] = np.asarray(at.age, dtype=float)
    columns["basis"] = "model" if chances.state == "fitted" else "pooled"
    return _probabilities(records, columns, window)[at.is_dated].reset_index(drop=True)


def win_reasons(chances: OpenChances) -> DataFrame:
    """Why each chance of `win_probabilities` is what it is: points by factor, which add up to it.

    Returns
    -------
    DataFrame
        opportunity_id, region, team, rank, factor, member, points.
    """
    found, at = reasons(chances, QUARTER_DAYS), chances.standing
    has_begun = found["opportunity_id"].isin(at.records.loc[at.is_dated, "opportunity_id"])
    return found[has_begun & (chances.state != "none")].reset_index(drop=True)


def win_scores(rolling: Rolling) -> DataFrame:
    """How good chances were at past month ends: method, origin, horizon_days, n and scores."""
    types = {"method": "str", "origin": "datetime64[us]", "horizon_days": "int64", "n": "int64"}
    return _of_company(rolling.scores[list(SCORES)].astype(types))


def reliability(rolling: Rolling) -> DataFrame:
    """How often what was predicted came true: method, horizon_days, bin and shares."""
    types = {"method": "str", "horizon_days": "int64", "bin": "int64", "n": "int64"}
    return _of_company(rolling.reliability[list(BINS)].astype(types))


def effects(chances: OpenChances) -> DataFrame:
    """What members of all factors but the team do to the chances, those of stages included.

    Log rate ratios of the hazards of winning and losing; of stages, log odds to be won.

    Returns
    -------
    DataFrame
        cause, factor, member, value, low, high, n, mark.
    """
    found = chances.hazards.effects
    found = found[found["factor"].ne("team")][list(_EFFECT)]
    if chances.landmark is not None and len(chances.landmark.stages):
        stages = chances.landmark.stages.assign(cause="won", factor="stage", mark="")
        found = pd.concat([found, stages[list(_EFFECT)]], ignore_index=True)
    return _of_company(_said(found, chances))


def _probabilities(records: DataFrame, columns: dict[str, Any], window: Window) -> DataFrame:
    """The table with its columns in order, for the given records."""
    months = [f"won_by_{ahead}" for ahead in range(MONTHS_AHEAD)]
    numbers = ["within_30", "within_90", "eventually", "low_90", "high_90", *months]
    numbers += ["expected_amount", "age_days"]
    table = records.reindex(columns=["opportunity_id", *_UNIT]).reset_index(drop=True)
    table = table.assign(as_of=pd.Timestamp(window.as_of).as_unit("us"))
    for name in [*numbers, "basis"]:
        table[name] = columns.get(name)
    types = dict.fromkeys(numbers, "float64") | {"as_of": "datetime64[us]"}
    texts = dict.fromkeys(["opportunity_id", *_UNIT, "basis"], "str")
    return table.astype({**types, **texts})


def _said(found: DataFrame, chances: OpenChances) -> DataFrame:
    return found if chances.state != "none" else found.iloc[:0]


def _of_company(table: DataFrame) -> DataFrame:
    return _texts(table.reset_index(drop=True).assign(region=None, team=None))


def _texts(table: DataFrame) -> DataFrame:
    return table.astype({name: "str" for name in _TEXTS if name in table})

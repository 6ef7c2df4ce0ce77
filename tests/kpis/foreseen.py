"""What models would leave behind, made up from records: every derived table of `kit.prepare`.

Nothing is fitted: chances, paths and tests follow from the ids and a fixed seed, so that KPIs and
pages that read them can be held to their promises in no time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.asof import known_at
from kit.window import Window

Foreseen = dict[str, DataFrame]

_LEVELS = {"q05": 0.05, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q95": 0.95}
_METHODS = {
    "kit": 1.0,
    "top_down": 1.1,
    "seasonal_share": 1.2,
    "last_period": 1.7,
    "mean": 1.3,
    "ets": 1.4,
    "stage_weighted": 2.0,
}
_MONTHS, _PATHS, _ORIGINS = 13, 200, 12


def foreseen(opportunities: DataFrame, window: Window) -> Foreseen:
    """Derived tables as of the window's `as_of`, for the units that the records name."""
    records = known_at(opportunities, window.as_of, window.calendar)
    return {
        **_chances(records, window),
        "forecast_paths": _paths(records, window),
        **_tests(records, window),
        **_scores(window),
        "model_states": _states(window),
        "effects": _effects(records),
    }


def _places(records: DataFrame) -> DataFrame:
    """Region and team of every record, as plain text."""
    return records[["region", "team"]].astype("str").reset_index(drop=True)


def _chances(records: DataFrame, window: Window) -> Foreseen:
    stock = records[records["status"].eq("open") & records["created_at"].notna()]
    draw = np.random.default_rng(1)
    chance = Series(draw.beta(0.8, 4, len(stock)))
    day = pd.Timestamp(window.as_of).as_unit("us")
    ever = 1 - (1 - chance) ** 1.4
    won_by = {f"won_by_{month}": ever * (1 - 0.75 ** (month + 0.5)) for month in range(_MONTHS)}
    before = (chance + draw.normal(0, 0.04, len(stock))).clip(0.001, 0.99)
    table = DataFrame(
        {
            "opportunity_id": stock["opportunity_id"].astype("str").to_numpy(),
            **_places(stock),
            "as_of": day,
            "within_30": chance * 0.45,
            "within_90": chance,
            "eventually": ever,
            "low_90": chance * 0.7,
            "high_90": 1 - (1 - chance) * 0.9,
            **won_by,
            "expected_amount": stock["amount"].fillna(100.0).round(2).to_numpy(float),
            "age_days": 40.0,
            "basis": "model",
            "previous_90": before.where(draw.random(len(stock)) < 0.9),
            "previous_as_of": day - pd.Timedelta(days=7),
        }
    )
    return {"win_probabilities": table, "win_reasons": _reasons(table)}


def _reasons(chances: DataFrame) -> DataFrame:
    """Base rate, age and stage; the three add up to the chance."""
    base = 0.2
    age = (chances["within_90"] - base) * 0.7
    parts = [("base", "", 0.0 * age + base), ("age", "40 days", age)]
    parts.append(("stage", "Proposal", chances["within_90"] - base - age))
    own = chances[["opportunity_id", "region", "team"]]
    return pd.concat(
        [
            own.assign(rank=rank, factor=factor, member=member, points=points)
            for rank, (factor, member, points) in enumerate(parts)
        ],
        ignore_index=True,
    )


def _paths(records: DataFrame, window: Window) -> DataFrame:
    """A gamma of each part by team and month, 200 paths."""
    places = _places(records).drop_duplicates().sort_values(["region", "team"])
    month = pd.Timestamp(window.as_of).as_unit("us").to_period("M").to_timestamp()
    months = [month + pd.DateOffset(months=one) for one in range(_MONTHS)]
    won = records[records["status"].eq("won")]
    monthly = max(float(won["amount"].sum()) / 24 / max(len(places), 1), 1.0)
    draw, parts = np.random.default_rng(2), []
    for region, team in places.itertuples(index=False):
        for ahead, start in enumerate(months):
            for part in ("open", "new"):
                share = 0.85**ahead if part == "open" else 1 - 0.85**ahead
                amount = draw.gamma(6 * share + 0.05, monthly / 6, _PATHS).round(2)
                rows = {"region": region, "team": team, "month": start, "part": part}
                parts.append(DataFrame({**rows, "path": range(_PATHS), "amount": amount}))
    if not parts:
        return DataFrame(columns=["region", "team", "as_of", "month", "part", "path", "amount"])
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(as_of=pd.Timestamp(window.as_of).as_unit("us"))
    return table.astype({"region": "str", "team": "str", "month": "datetime64[us]"})


def _tests(records: DataFrame, window: Window) -> Foreseen:
    """Backtests of each method and unit, and what earlier snapshots said."""
    places = _places(records).dropna().drop_duplicates().sort_values(["region", "team"])
    units = [("", None, None)]
    units += [(one, one, None) for one in places["region"].unique()]
    units += [(f"{region}/{team}", region, team) for region, team in places.itertuples(index=False)]
    first = pd.Timestamp(window.as_of).as_unit("us").to_period("M").to_timestamp()
    draw, tests, kept = np.random.default_rng(3), [], []
    for horizon, months in (("month", 1), ("quarter", 3)):
        for back in range(_ORIGINS):
            start = first - pd.DateOffset(months=months * (back + 1))
            end = start + pd.DateOffset(months=months)
            for unit, region, team in units:
                scale = 30_000.0 * months / (1 + 3 * unit.count("/"))
                actual = scale * draw.gamma(20, 1 / 20)
                where = {"unit": unit, "region": region, "team": team, "target_start": start}
                for method, width in _METHODS.items():
                    q = _quantiles(scale * draw.normal(1, 0.12 * width), scale * 0.2 * width)
                    own = {**where, "method": method, "origin": start - pd.Timedelta(days=1)}
                    tests.append(
                        {**own, "target_end": end, "horizon": horizon, **q, "actual": actual}
                    )
                made = start - pd.Timedelta(days=3)
                q = _quantiles(actual * draw.normal(1, 0.15), scale * 0.25)
                kept.append({"made": made, "period": horizon, **where, "target_end": end, **q})
    texts = dict.fromkeys(("region", "team"), "str")
    return {
        "backtests": DataFrame(tests).astype(texts),
        "earlier_forecasts": DataFrame(kept).astype(texts),
    }


def _quantiles(middle: float, spread: float) -> dict[str, float]:
    """Quantiles of a logistic around `middle`."""
    found = {
        name: middle + spread * float(np.log(level / (1 - level))) / 2
        for name, level in _LEVELS.items()
    }
    return {**found, "mean": middle}


def _scores(window: Window) -> Foreseen:
    methods = {"kit": (0.15, 0.76), "stage_weighted": (0.19, 0.66), "base_rate": (0.2, 0.5)}
    day = pd.Timestamp(window.as_of).as_unit("us")
    scores = [
        {
            "method": method,
            "origin": day - pd.DateOffset(months=3 + back) - pd.Timedelta(days=5),
            "horizon_days": 90,
            "n": 400 + 10 * back,
            "log_loss": brier * 3,
            "brier": brier + back / 1000,
            "auc": auc,
        }
        for method, (brier, auc) in methods.items()
        for back in range(6)
    ]
    predicted = np.linspace(0.05, 0.6, 8)
    observed = predicted * 0.9 + 0.02
    bins = {"method": "kit", "horizon_days": 90, "bin": range(8), "predicted": predicted}
    ends = {"observed": observed, "low": observed - 0.05, "high": observed + 0.06, "n": 240}
    return {"win_scores": DataFrame(scores), "reliability": DataFrame({**bins, **ends})}


def _states(window: Window) -> DataFrame:
    names = ["hazards", "win_probability", "forecast"]
    table = DataFrame({"model": names, "state": "fitted", "note": "", "value": np.nan})
    return table.assign(as_of=pd.Timestamp(window.as_of).as_unit("us"))


def _effects(records: DataFrame) -> DataFrame:
    """A log multiple of winning and of losing for each source and product."""
    rows = [
        (cause, factor, member, 0.2 * place - 0.4, 20)
        for cause in ("won", "lost")
        for factor in ("source", "product")
        for place, member in enumerate(records[factor].astype("str").dropna().unique())
    ]
    table = DataFrame(rows, columns=["cause", "factor", "member", "value", "n"])
    bounds = {"low": table["value"] - 0.3, "high": table["value"] + 0.3}
    return table.assign(**bounds, mark="", region=None, team=None)

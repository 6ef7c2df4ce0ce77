"""Whether to believe the forecast."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice
from kit.params.limits import Limits

METHODS = ("seasonal_share", "mean")


def accuracy(tried: int = 10, **beside: tuple[float, float, float, int]) -> pd.DataFrame:
    """The forecast on so many origins, and its loss beside other methods': value, bounds, n."""
    rows = [
        ("kit", "wape", 0.12, None, None, tried),
        ("kit", "coverage", 0.9, 0.6, 0.98, tried),
        ("kit", "pinball", 100.0, None, None, tried),
        ("kit", "relative", None, None, None, tried),
    ]
    rows += [(name, "relative", *numbers) for name, numbers in beside.items()]
    frame = pd.DataFrame(rows, columns=["method", "measure", "value", "low", "high", "n"])
    return frame.astype(dict.fromkeys(("value", "low", "high"), "float64"))


def earlier(bias: float) -> pd.DataFrame:
    """Four periods, three of them inside the bounds."""
    rows = {"measure": ["wape", "bias", "coverage"], "value": [0.2, bias, 0.75], "n": 4}
    return pd.DataFrame(rows)


def states(*, note: str = "", **found: str) -> pd.DataFrame:
    return pd.DataFrame({"model": list(found), "state": list(found.values()), "note": note})


@pytest.mark.parametrize(
    ("bounds", "rule", "severity"),
    [
        ((0.8, 0.6, 0.99), "forecast_better", "info"),
        ((0.9, 0.7, 1.05), "forecast_alike", "info"),
        ((1.3, 1.01, 1.6), "forecast_worse", "act"),
    ],
)
def test_the_verdict_follows_the_interval_of_the_ratio(
    bounds: tuple[float, float, float], rule: str, severity: str
) -> None:
    (said,) = advice.forecast_believed(accuracy(mean=(*bounds, 10)))
    assert (said.rule, said.severity) == (rule, severity)
    assert said.facts["n"].value == 10


def test_it_is_held_against_the_method_that_does_best() -> None:
    frame = accuracy(mean=(0.5, 0.4, 0.6, 10), seasonal_share=(1.2, 1.1, 1.4, 10))
    (said,) = advice.forecast_believed(frame)
    assert said.rule == "forecast_worse"
    assert said.facts["method"].value == "Same season"


def test_parts_of_the_forecast_itself_are_no_rule_of_thumb() -> None:
    frame = accuracy(mean=(0.5, 0.4, 0.6, 10), top_down=(1.2, 1.1, 1.4, 10))
    assert advice.forecast_believed(frame)[0].rule == "forecast_better"


def test_a_method_that_could_rarely_say_something_is_left_out() -> None:
    frame = accuracy(mean=(0.5, 0.4, 0.6, 10), ets=(1.2, 1.1, 1.4, 4))
    assert advice.forecast_believed(frame)[0].rule == "forecast_better"


@pytest.mark.parametrize("tried", [1, 3])
def test_too_few_origins_are_said(tried: int) -> None:
    (said,) = advice.forecast_believed(accuracy(tried, mean=(0.5, 0.4, 0.6, tried)))
    assert said.rule == "forecast_untried"
    assert said.facts["n"].value == tried


def test_how_many_origins_it_takes_can_be_set() -> None:
    advice.use(Limits.of({"least_origins": 11}))
    (said,) = advice.forecast_believed(accuracy(10, mean=(0.5, 0.4, 0.6, 10)))
    assert said.rule == "forecast_untried"


@pytest.mark.parametrize(
    "frame", [accuracy().assign(value=None), accuracy().head(0), accuracy()], ids=str
)
def test_without_anything_to_compare_nothing_is_said(frame: pd.DataFrame) -> None:
    assert advice.forecast_believed(frame) == ()


@pytest.mark.parametrize(("bias", "way"), [(0.1, "too high"), (-0.1, "too low")])
def test_forecasts_that_were_shown_are_held_against_what_came(bias: float, way: str) -> None:
    (said,) = advice.forecasts_come_true(earlier(bias))
    assert way in said.message
    assert (said.facts["inside"].value, said.facts["off"].value) == (3, 0.1)


def test_before_any_period_is_over_earlier_forecasts_are_silent() -> None:
    assert advice.forecasts_come_true(earlier(0.1).assign(value=None)) == ()


def test_models_that_had_too_little_are_named_once() -> None:
    found = pd.concat([states(hazards="pooled"), states(hazards="pooled", forecast="too_little")])
    (said,) = advice.models_fitted(found)
    assert [label for label, _ in said.evidence] == ["Model of cycle times", "Forecast of bookings"]


@pytest.mark.parametrize(
    ("note", "rules"),
    [
        ("open_not_begun; months_of_arrivals", ["forecast_without_undated"]),
        ("arrivals_thin_since", ["forecast_arrivals_thin"]),
        ("months_of_arrivals", []),
    ],
)
def test_what_the_forecast_leaves_out_is_said(note: str, rules: list[str]) -> None:
    found = states(forecast="fitted", note=note)
    assert [one.rule for one in advice.forecast_limits(found)] == rules
    assert advice.models_fitted(found) == ()


@pytest.mark.parametrize(
    "found", [None, states(hazards="fitted", forecast="fitted"), states(hazards="none")]
)
def test_fitted_models_and_missing_ones_are_silent(found: pd.DataFrame | None) -> None:
    assert advice.models_fitted(found) == ()

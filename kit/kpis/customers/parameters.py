"""Parameters of customer value, fitted on all customers of the company, as KPIs read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kit.estimates.buying import Buying, Spending
from kit.estimates.intervals import Bounds, Floats, normal_quantile
from kit.estimates.staying import Staying
from kit.window import Window

BUYING, SPENDING, STAYING = Buying._fields, Spending._fields, Staying._fields
FITTED = (*BUYING, *SPENDING, *STAYING)
"""Names of the fitted parameters; the table also has `net` and `margin`, see `Parameters`."""
_ABOVE = {"q": 1.0}
"""Least value of a parameter where that is not 0: the mean spend of all needs q above 1."""


@dataclass(frozen=True)
class Parameters:
    """What is known of the company's customers.

    Attributes
    ----------
    buying, spending, staying
        Repeat purchases, amounts and contracts; None where there was too little to fit.
    net
        Part of what was bought that was not given back.
    margin
        Margin as a part of amounts; NaN where no margin is recorded.
    pooled
        Names of those parts of which too little is recorded for more than an educated guess.
    steps
        Pairs of parameters half a standard error up and down each direction of their uncertainty.
    """

    buying: Buying | None
    spending: Spending | None
    staying: Staying | None
    net: float = 1.0
    margin: float = np.nan
    pooled: tuple[str, ...] = ()
    steps: tuple[tuple[Parameters, Parameters], ...] = ()


def to_log(name: str, value: ArrayLike) -> Floats:
    """A parameter on the scale on which it is normal: the log of what it is above its least."""
    return np.asarray(np.log(np.asarray(value, dtype=float) - _ABOVE.get(name, 0.0)))


def from_log(name: str, value: ArrayLike) -> Floats:
    """The opposite of `to_log`."""
    return np.asarray(_ABOVE.get(name, 0.0) + np.exp(value))


def read_parameters(table: pd.DataFrame | None, window: Window) -> Parameters | None:
    """The parameters that the derived table `customer_parameters` holds.

    Parameters
    ----------
    table
        Columns name, value, draw (0 for the estimate, 1 and more for draws of its uncertainty),
        as_of and state (``fitted``, ``pooled`` or ``none``).
    window
        Parameters of a day after its `as_of` know what came later: they are not used.

    Returns
    -------
    The parameters; None without a usable table, or where nothing could be fitted.
    """
    if table is None or table.empty or table["as_of"].max() > pd.Timestamp(window.as_of):
        return None
    usable = table[table["state"].ne("none")]
    values = usable[usable["draw"].eq(0)].set_index("name")["value"]
    found = _parameters({str(name): float(value) for name, value in values.items()})
    if found.buying is None and found.staying is None:
        return None
    states = usable.drop_duplicates("name").set_index("name")["state"]
    pooled = tuple(str(name) for name in states.index[states.eq("pooled")])
    return replace(found, pooled=pooled, steps=_steps(usable, found))


def relative_bounds(
    measure: Callable[[Parameters], Floats], parameters: Parameters, level: float
) -> Bounds:
    """Factors between which the true value lies, as a multiple of the estimate.

    The logs of the results move with the parameters by first differences; customers' luck beyond
    their expectation is not in it.

    Parameters
    ----------
    measure
        Results by parameters; those of 0 have no bounds.
    """
    logs = [_log(measure(up)) - _log(measure(down)) for up, down in parameters.steps]
    if not logs:
        nothing = np.full_like(measure(parameters), np.nan)
        return nothing, nothing
    half = normal_quantile(level) * np.sqrt(np.sum(np.square(logs), axis=0))
    return np.exp(-half), np.exp(half)


def _log(values: Floats) -> Floats:
    return np.log(np.where(values > 0, values, np.nan))


def _parameters(values: dict[str, float]) -> Parameters:
    def part(names: tuple[str, ...]) -> list[float] | None:
        return [values[name] for name in names] if set(names) <= set(values) else None

    buying, spending, staying = (part(names) for names in (BUYING, SPENDING, STAYING))
    return Parameters(
        Buying(*buying) if buying else None,
        Spending(*spending) if spending else None,
        Staying(*staying) if staying else None,
        values.get("net", 1.0),
        values.get("margin", np.nan),
    )


def _steps(table: pd.DataFrame, found: Parameters) -> tuple[tuple[Parameters, Parameters], ...]:
    """Half a standard error either way along the principal axes of the draws."""
    drawn = table[table["draw"].gt(0) & table["name"].isin(FITTED)]
    wide = drawn.pivot_table(index="draw", columns="name", values="value")
    names = [name for name in FITTED if name in wide]
    if len(wide) < 2:
        return ()
    logs = np.column_stack([to_log(name, wide[name].to_numpy(float)) for name in names])
    size, axes = np.linalg.eigh(np.atleast_2d(np.cov(logs, rowvar=False)))
    values = {
        name: value
        for part in (found.buying, found.spending, found.staying)
        if part is not None
        for name, value in part._asdict().items()
    }
    shares = {"net": found.net, "margin": found.margin}
    middle = np.array([to_log(name, values[name]) for name in names])
    pairs = []
    for length, axis in zip(np.sqrt(np.maximum(size, 0.0)), axes.T, strict=True):
        both = [
            {name: float(from_log(name, one)) for name, one in zip(names, logs_of, strict=True)}
            for logs_of in (middle + length * axis / 2, middle - length * axis / 2)
        ]
        up, down = (_parameters(values | shares | one) for one in both)
        pairs.append((up, down))
    return tuple(pairs)

"""Support: categories of cases that rise, and cases that take longer to solve."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from kit.advice.evidence import Share, is_sure, p_values, spans, told
from kit.advice.limits import in_use
from kit.advice.observation import AT_LEAST, AT_MOST, Observation, Value
from kit.estimates.intervals import normal_quantile
from kit.language import N_

_MEDIANS = ("first_median", "first_median_clock")


def case_categories(cases: pd.DataFrame) -> tuple[Observation, ...]:
    """Categories that take up far more of the cases lately than before.

    A category that was next to unknown before is not spoken of: it may have been renamed.

    Parameters
    ----------
    cases
        `kpis.cases_by_category` by period.
    """
    rows = cases[cases["measure"].eq("count") & cases["category"].notna()]
    if rows.empty:
        return ()
    now, before = (part.groupby("category", observed=True)["value"].sum() for part in spans(rows))
    names = [str(name) for name in now.index if before.get(name, 0.0) >= in_use().known_cases]
    pairs = [(Share(now[name], now.sum()), Share(before[name], before.sum())) for name in names]
    looks = zip(names, pairs, p_values(pairs), strict=True)
    rise = in_use().category_rise
    return tuple(
        _rising(name, recent, earlier)
        for name, (recent, earlier), p in looks
        if is_sure(p) and recent.value >= rise * earlier.value
    )


def resolution(times: pd.DataFrame) -> tuple[Observation, ...]:
    """Cases take far longer until they are first resolved than before.

    Both in working hours and by the clock: what is finished the next morning jumps by a whole
    night in the one, and weekends weigh in the other.

    Parameters
    ----------
    times
        `kpis.resolution_time` by period, not split.
    """
    courses = [times[times["measure"].eq(name)] for name in _MEDIANS]
    known = [rows for rows in courses if rows["value"].notna().any()]
    found = [(_median(recent), _median(before)) for recent, before in map(spans, known)]
    if not found or not all(_is_slower(*pair) for pair in found):
        return ()
    return (_slower(*found[0]),)


def _is_slower(recent: _Median, before: _Median) -> bool:
    limits = in_use()
    if min(recent.n, before.n) < limits.least_records:
        return False
    rise = recent.log - before.log
    p = 2 * scipy.stats.norm.sf(abs(rise) / math.hypot(recent.error, before.error))
    return is_sure(float(p)) and rise >= math.log(limits.slower_resolution)


class _Median(NamedTuple):
    """A median over several periods: the mean of the logs of theirs, weighed by their cases."""

    log: float
    error: float
    n: float


def _median(rows: pd.DataFrame) -> _Median:
    bounded = rows[["value", "low", "high"]].astype("float64").gt(0).all(axis=1)
    known = rows[bounded]
    n = known["n"].astype("float64").to_numpy()
    if not n.sum():
        return _Median(math.nan, math.nan, 0.0)
    logs = np.log(known[["value", "low", "high"]].astype("float64").to_numpy())
    weight = n / n.sum()
    errors = (logs[:, 2] - logs[:, 1]) / (2 * normal_quantile(0.90))
    error = float(np.sqrt((weight**2 * errors**2).sum()))
    return _Median(float((weight * logs[:, 0]).sum()), error, float(n.sum()))


def _rising(category: str, now: Share, before: Share) -> Observation:
    return Observation(
        "category_rising",
        N_(
            "“{category}” makes up {share} of the {n} cases opened lately, against {before} before."
        ),
        {
            "category": Value(category),
            "share": Value(now.value, "ratio"),
            "n": Value(now.n),
            "before": Value(before.value, "ratio"),
        },
        "watch",
        N_(
            "Find out what changed for customers, and tell those who can stop it at its source;"
            " an article or a macro answers the rest."
        ),
        told(N_("Share of the cases"), now),
    )


def _slower(now: _Median, before: _Median) -> Observation:
    half = normal_quantile(0.90) * now.error
    return Observation(
        "resolution_slower",
        N_("Half of the cases took {now} or more until resolved lately, {before} before."),
        {
            "now": Value(math.exp(now.log), "hours"),
            "before": Value(math.exp(before.log), "hours"),
        },
        "act",
        N_(
            "Look at what is waiting, by category and by owner, and whether fewer people solve"
            " more cases than before."
        ),
        (
            (N_("Median time to resolution"), Value(math.exp(now.log), "hours")),
            (AT_LEAST, Value(math.exp(now.log - half), "hours")),
            (AT_MOST, Value(math.exp(now.log + half), "hours")),
            (N_("Cases"), Value(now.n)),
        ),
    )

"""The score of a lead as it stood at creation, and the band that it lies in.

Many CRMs go on scoring: what a lead does after it was won over raises its score, and a score read
today seems to foretell what it has only followed. `changes` say what was overwritten.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.times import by_end_of, is_instant
from kit.window import Calendar

BANDS = ("low", "middle", "high")
"""Bands of scores, in order."""

_FIRST_SCORED = pd.Timedelta(hours=1)
"""How soon after creation a first score counts as one of creation: robots score at once."""


def with_first_scores(
    leads: DataFrame, changes: DataFrame | None, as_of: date, calendar: Calendar
) -> DataFrame:
    """Leads with `score_at_creation` and `score_band`.

    Parameters
    ----------
    leads
        The table of the whole company, since bands are thirds of it.
    changes
        The table of that name; without it every score counts as never overwritten.
    as_of
        Leads created later have no say in where the bands lie.
    """
    first = scores_at_creation(leads, changes)
    counted = by_end_of(leads["created_at"], as_of, calendar)
    return leads.assign(score_at_creation=first, score_band=score_bands(first, counted))


def scores_at_creation(leads: DataFrame, changes: DataFrame | None) -> Series:
    """Score of each lead before it was first overwritten.

    A lead that got its first score later than an hour after creation had none then, and neither
    had one whose first score is no number.

    Examples
    --------
    >>> leads = DataFrame({"lead_id": ["a", "b"], "score": [80.0, 20.0],
    ...                    "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"])})
    >>> changes = DataFrame({"table": ["leads"], "id": ["a"], "field": ["score"], "sequence": [1],
    ...                      "changed_at": pd.to_datetime(["2026-01-09"]), "old": ["35"],
    ...                      "new": ["80"]})
    >>> scores_at_creation(leads, changes).tolist()
    [35.0, 20.0]
    """
    if changes is None or changes.empty:
        return leads["score"]
    rows = changes[changes["table"].eq("leads") & changes["field"].eq("score")]
    first = rows.sort_values(["changed_at", "sequence"]).drop_duplicates("id")
    place = Index(first["id"]).get_indexer(Index(leads["lead_id"]))
    changed = place >= 0
    told = first.iloc[place[changed]].set_index(leads.index[changed])
    at_once = told["old"].isna() & _soon(leads.loc[changed, "created_at"], told["changed_at"])
    scores = pd.to_numeric(told["old"].mask(at_once, told["new"]), errors="coerce")
    return leads["score"].where(~changed, scores.reindex(leads.index)).astype("float64")


def score_bands(scores: Series, counted: Series) -> Series:
    """Low, middle or high: the third of the company's leads in which a score stands.

    Thirds hold for scales of 10, of 100 and without an end alike, which fixed limits do not.
    Leads of one score are in one band: that in which the middle one of them stands. Where all have
    the same score, or most, that score says nothing and is in the middle.

    Parameters
    ----------
    scores
        Scores at creation.
    counted
        Which of them have a say in where the bands lie.

    Examples
    --------
    >>> scores = Series([1.0, 2.0, 3.0, 3.0, None])
    >>> score_bands(scores, scores.notna()).tolist()[:4]
    ['low', 'middle', 'high', 'high']
    """
    ranked = np.sort(scores[counted & scores.notna()].to_numpy(float))
    values = scores.to_numpy(float)
    below = np.searchsorted(ranked, values, "left") + np.searchsorted(ranked, values, "right")
    # Three times the share of leads below, those of the same score counting half.
    thirds = np.minimum(3 * below // max(2 * len(ranked), 1), len(BANDS) - 1)
    codes = np.where(np.isnan(values), -1, thirds).astype(np.int64)
    bands = pd.Categorical.from_codes(codes, categories=Index(BANDS))
    return Series(bands, index=scores.index).astype("str")


def _soon(created: Series, changed: Series) -> Series:
    """Which changes came right after creation; days cannot tell."""
    if not (is_instant(created) and is_instant(changed)):
        return Series(False, index=created.index)
    return changed - created <= _FIRST_SCORED

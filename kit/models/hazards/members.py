"""Which member of each factor an opportunity belongs to: its team, its product, its source.

A missing name is a member of its own, called "". A name that the model was not fitted with has
no member, and no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Index

TEAM = "team"
LARGEST = 200
"""Members of a factor with an effect of their own; of the rest each has too few records."""


@dataclass(frozen=True)
class Members:
    """Members of each factor, in the order of their codes.

    Attributes
    ----------
    names
        Names by factor; teams are `region/team`.
    n
        Records of each, in the same order.
    """

    names: dict[str, Index]
    n: dict[str, np.ndarray]

    def codes(self, records: DataFrame) -> np.ndarray:
        """Number of each record's member, one column a factor; their count where unknown."""
        columns = []
        for factor, names in self.names.items():
            codes, found = distinct(records, factor)
            place = names.get_indexer(Index(found, dtype=object))
            columns.append(np.where(place < 0, len(names), place)[codes])
        return np.column_stack(columns) if columns else np.zeros((len(records), 0), np.int64)


def members_of(records: DataFrame, factors: Sequence[str]) -> Members:
    """Members that occur in `records`, the largest `LARGEST` of each factor, by name.

    Examples
    --------
    >>> rows = DataFrame({"region": ["EMEA", "EMEA", None], "team": ["Iberia", None, None]})
    >>> members_of(rows, ["team", "source"]).names["team"].tolist()
    ['', 'EMEA/', 'EMEA/Iberia']
    """
    names, counts = {}, {}
    for factor in factors:
        codes, found = distinct(records, factor)
        n = np.bincount(codes, minlength=len(found))
        largest = [code for code in np.argsort(-n, kind="stable")[:LARGEST] if n[code] > 0]
        largest.sort(key=lambda code: found[code])
        names[factor] = Index([found[code] for code in largest], dtype=object)
        counts[factor] = n[np.array(largest, np.int64)]
    return Members(names, counts)


def distinct(records: DataFrame, factor: str) -> tuple[np.ndarray, list[str]]:
    """Codes of the records, and the name that each code stands for."""
    if factor != TEAM:
        return _texts(records, factor)
    (region, regions), (team, teams) = _texts(records, "region"), _texts(records, TEAM)
    both, pairs = pd.factorize(region * max(len(teams), 1) + team)
    names = [(regions[pair // len(teams)], teams[pair % len(teams)]) for pair in pairs]
    return both, [f"{region}/{team}" if region or team else "" for region, team in names]


def _texts(records: DataFrame, column: str) -> tuple[np.ndarray, list[str]]:
    """Codes and texts of a column; missing ones are "", and so are all of a missing column."""
    if column not in records:
        return np.zeros(len(records), np.int64), [""]
    codes, found = pd.factorize(records[column])
    same, names = pd.factorize(np.array(["", *map(str, found)], dtype=object))
    return same[codes + 1], list(names)

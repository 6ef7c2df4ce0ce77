"""Records counted by group and by the members of one axis at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.kpis.groups import Groups, group


@dataclass(frozen=True)
class Crossed:
    """A table of groups × members.

    Attributes
    ----------
    members
        One for each column; a missing one is the last, where it occurs.
    codes
        Column of each record.
    """

    groups: Groups
    axis: str
    members: pd.Categorical
    codes: np.ndarray

    @classmethod
    def of(cls, groups: Groups, axis: str, values: pd.Series) -> Crossed:
        """Cross groups with the categories of `values`, one for each of the groups' records."""
        categories = values.cat.categories
        codes = values.cat.codes.to_numpy(np.int64)
        has_missing = bool((codes < 0).any())
        numbers = [*range(len(categories)), *([-1] if has_missing else [])]
        members = pd.Categorical.from_codes(numbers, categories=categories)
        return cls(groups, axis, members, np.where(codes < 0, len(categories), codes))

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of groups and of members."""
        return len(self.groups.keys), len(self.members)

    def count(self, where: pd.Series | np.ndarray | None = None) -> np.ndarray:
        """Count the records of each group and member, where a condition is given those that hold.

        Returns
        -------
        numpy.ndarray
            Whole numbers, one row per group and one column per member.
        """
        inside = self.groups.codes >= 0
        if where is not None:
            inside &= np.asarray(where, dtype=bool)
        place = self.groups.codes[inside] * self.shape[1] + self.codes[inside]
        return np.bincount(place, minlength=self.shape[0] * self.shape[1]).reshape(self.shape)

    def rows(self, **columns: Any) -> pd.DataFrame:
        """Rows for `finish`: every group with every member; columns are tables like `count`'s."""
        group_numbers, member_numbers = (place.ravel() for place in np.indices(self.shape))
        keys = self.groups.keys.iloc[group_numbers].reset_index(drop=True)
        values = {
            name: np.broadcast_to(table, self.shape).ravel() if np.ndim(table) else table
            for name, table in columns.items()
        }
        return keys.assign(**{self.axis: self.members[member_numbers]}, **values)


def whole_groups(records: pd.DataFrame, by: Sequence[str]) -> Groups:
    """Groups of `by`; without any, one group that is there without records too."""
    if by:
        return group(records, by)
    return Groups(pd.DataFrame(index=range(1)), np.zeros(len(records), dtype=np.int64))

"""Rows of ones and zeros for the members of factors, as a logit reads them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pandas import DataFrame
from scipy.sparse import csr_array

from kit.models.hazards.members import Members, members_of


def telling(records: DataFrame, factors: Sequence[str]) -> Members:
    """Members of those factors that have several: a constant tells what all share already."""
    found = members_of(records, factors)
    kept = [name for name, members in found.names.items() if len(members) > 1]
    return Members(
        {name: found.names[name] for name in kept}, {name: found.n[name] for name in kept}
    )


def design(members: Members, codes: np.ndarray) -> csr_array:
    """One row per row of `codes`: 1 for the intercept and for its member of each factor.

    A code past the last member is one that is not known, and has no effect.

    Examples
    --------
    >>> found = members_of(DataFrame({"product": ["Desk", "Lamp"]}), ["product"])
    >>> design(found, np.array([[1], [0], [2]])).toarray().tolist()
    [[1.0, 0.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    rows, columns = [np.arange(len(codes))], [np.zeros(len(codes), dtype=np.int64)]
    first = 1
    for place, names in enumerate(members.names.values()):
        code = codes[:, place]
        known = code < len(names)
        rows.append(np.flatnonzero(known))
        columns.append(code[known] + first)
        first += len(names)
    at = (np.concatenate(rows), np.concatenate(columns))
    return csr_array((np.ones(len(at[0])), at), shape=(len(codes), first))


def blocks(members: Members) -> np.ndarray:
    """Block of each column of `design`: 0 the intercept, then one per factor."""
    sizes = [1, *(len(names) for names in members.names.values())]
    return np.repeat(np.arange(len(sizes)), sizes)

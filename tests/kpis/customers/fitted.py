"""Parameters of customer value as the derived table holds them, written out."""

from __future__ import annotations

import pandas as pd

from kit.estimates.buying import Buying, Spending
from kit.estimates.staying import Staying

BUYING, SPENDING = Buying(0.8, 27.0, 0.8, 2.8), Spending(6.0, 4.0, 25.0)
STAYING = Staying(1.0, 1.0)


def parameters(as_of: str, *, staying: bool = False, state: str = "fitted", **shares: float):
    """The table of that day; with draws 0.1 up and down on the log scale for the order rate."""
    values = {**BUYING._asdict(), **SPENDING._asdict(), **(STAYING._asdict() if staying else {})}
    rows = [(name, value, 0) for name, value in (values | shares).items()]
    for draw, factor in ((1, 1.1), (2, 1 / 1.1)):
        rows += [
            (name, value * (factor if name == "r" else 1), draw) for name, value in values.items()
        ]
    table = pd.DataFrame(rows, columns=["name", "value", "draw"])
    return table.assign(state=state, as_of=pd.Timestamp(as_of), region=None, team=None)

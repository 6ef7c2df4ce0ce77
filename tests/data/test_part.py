"""Which parts a unit may read."""

from __future__ import annotations

from itertools import product

import pytest

from kit.data.part import Part, Shelves
from kit.units import Unit

LEAVES = [("", ""), ("EMEA", ""), ("EMEA", "Iberia"), ("EMEA", "DACH"), ("APAC", "Iberia")]
PARTS = [
    *(
        Part(table, *leaf, digest=f"{table}-{leaf}", rows=rows)
        for table, leaf, rows in product(("leads", "cases", "tips"), LEAVES, (0, 3))
    ),
    Part("stages", "", "", "s", 5),
]


@pytest.mark.parametrize("unit", [Unit(*leaf) for leaf in LEAVES] + [Unit("", "Iberia")], ids=str)
def test_shelves_give_a_unit_what_it_may_read_in_the_order_of_the_list(unit: Unit) -> None:
    wanted = [part for part in PARTS if part.table == "tips" or part.is_for(unit)]
    assert list(Shelves(PARTS, ["tips"]).of(unit)) == wanted


def test_a_team_reads_its_own_rows_what_is_everyones_and_parts_without_rows() -> None:
    found = Shelves(PARTS, []).of(Unit("EMEA", "Iberia"))
    with_rows = {(part.table, part.region, part.team) for part in found if part.rows}
    own = {(table, "EMEA", "Iberia") for table in ("leads", "cases", "tips")}
    assert with_rows == own | {("stages", "", "")}
    assert sum(part.rows == 0 for part in found) == 3 * len(LEAVES)

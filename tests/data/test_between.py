import pandas as pd
import pytest

from kit.data.between import (
    check_between,
    history_before_creation,
    orphans,
    owners_without_team,
    spelt_differently,
    unknown_stages,
)
from kit.data.links import lost_rows
from kit.window import Calendar

MADRID = Calendar("Europe/Madrid")


def texts(**columns):
    return pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})


def test_references_to_what_is_not_there_are_counted_and_named():
    tables = {
        "quotes": pd.DataFrame(
            {"quote_id": ["q1", "q2", "q3"], "opportunity_id": ["o1", "o9", "o9"]}
        ),
        "opportunities": pd.DataFrame(
            {
                "opportunity_id": ["o1"],
                "owner": ["Eve"],
                "product": ["GTXPro"],
                "account_id": ["a1"],
            }
        ),
        "owners": pd.DataFrame({"owner": ["Ann"]}),
        "products": pd.DataFrame({"product": ["GTX Pro"]}),
    }
    found = orphans(tables)
    assert [(fault.table, fault.column, fault.severity) for fault in found] == [
        ("quotes", "opportunity_id", "warning"),
        ("opportunities", "owner", "warning"),
        ("opportunities", "product", "warning"),
    ]
    assert found[0].message == (
        "2 rows point to 1 entry that `opportunities` does not hold: `o9`. The rows are kept."
    )


def test_owners_without_team_or_region_are_named():
    owners = pd.DataFrame(
        {"owner": ["Ann", "Bob", "Cid"], "team": ["A", None, None], "region": ["X", "X", None]}
    )
    (fault,) = owners_without_team({"owners": owners})
    assert fault.message == "1 owner belongs to no team: `Cid`. Their records are unassigned."
    assert owners_without_team({}) == []


def test_a_reference_that_is_nearly_a_member_comes_with_the_line_that_mends_it():
    tables = {
        "opportunities": texts(product=["GTXPro", "GTXPro", "MG Special", "Surprise"]),
        "products": texts(product=["GTX Pro", "MG Special"]),
    }
    (fault,) = orphans(tables)
    assert "3 rows point to 2 entries" in fault.message
    assert fault.fix.endswith(
        'Probably the same: write `values: {product: {"GTXPro": "GTX Pro"}}` under '
        "`opportunities` in `sources:`."
    )


def test_a_mistyped_owner_comes_with_the_line_that_mends_it():
    tables = {
        "leads": texts(owner=["anna  rossi", "Anna Rosi", "Zed"]),
        "owners": texts(owner=["Anna Rossi"]),
    }
    (fault,) = orphans(tables)
    assert '{owner: {"Anna Rosi": "Anna Rossi", "anna  rossi": "Anna Rossi"}}' in fault.fix


def test_ids_are_never_guessed():
    tables = {
        "quotes": texts(opportunity_id=["O-0001x"]),
        "opportunities": texts(opportunity_id=["O-0001"]),
    }
    (fault,) = orphans(tables)
    assert "Probably" not in fault.fix


def test_rows_that_point_nowhere_are_counted_once_however_many_of_their_links_are_lost():
    tables = {
        "leads": texts(
            lead_id=["1", "2", "3"], owner=["Zed", "Ann", None], campaign_id=["x", "M1", None]
        ),
        "owners": texts(owner=["Ann"]),
        "campaigns": texts(campaign_id=["M1"]),
    }
    assert lost_rows("leads", tables).tolist() == [True, False, False]
    assert lost_rows("leads", {"leads": tables["leads"]}).tolist() == [False] * 3


def test_names_that_tables_spell_differently_are_named_with_the_line_that_joins_them():
    tables = {
        "opportunities": texts(team=["IBERIA", "DACH"], region=["EMEA", "EMEA"]),
        "owners": texts(owner=["Ann"], team=["Iberia"], region=["EMEA"]),
        "leads": texts(team=["Iberia"], region=["EMEA"]),
    }
    (fault,) = spelt_differently(tables)
    assert (fault.severity, fault.table, fault.column) == ("warning", "opportunities", "team")
    assert fault.message == (
        "tables spell one name differently: `IBERIA` (opportunities), `Iberia` (owners, leads). "
        "They stay different."
    )
    assert fault.fix == (
        'If they are one, write `values: {team: {"IBERIA": "Iberia"}}` under `opportunities` '
        "in `sources:`."
    )


def test_what_one_table_alone_spells_in_two_ways_was_said_when_it_was_read():
    assert spelt_differently({"leads": texts(team=["Nord", "NORD"])}) == []


def test_owners_are_compared_between_tables_only_where_no_table_lists_them():
    tables = {"leads": texts(owner=["ann"]), "cases": texts(owner=["Ann"])}
    assert [fault.column for fault in spelt_differently(tables)] == ["owner"]
    assert spelt_differently({**tables, "owners": texts(owner=["Ann"], team=["A"])}) == []


def test_stages_that_the_pipeline_does_not_list_are_counted_and_outcomes_are_not():
    tables = {
        "opportunities": texts(stage=["New", "Demo", "Demo", "Closed Won", None]),
        "stage_history": texts(stage=["New", "Ofer", "lost"]),
        "stages": texts(stage=["New", "Offer"]),
    }
    first, second = unknown_stages(tables)
    assert first.message.startswith("2 rows stand in 1 stage that `stages` does not list: `Demo`.")
    assert (second.table, second.message[:29]) == (
        "stage_history",
        "1 row stands in 1 stage that ",
    )
    assert unknown_stages({name: tables[name] for name in ("opportunities",)}) == []


@pytest.mark.parametrize(
    ("created", "entered", "early"),
    [
        ("2026-01-05T10:00Z", "2026-01-05T09:59Z", True),
        ("2026-01-05T10:00Z", "2026-01-05T10:00Z", False),
        ("2026-01-05T10:00Z", "2026-01-05", False),  # a day is compared with a day
        ("2026-01-05T23:30Z", "2026-01-05", True),  # which is the 6th in Madrid
    ],
)
def test_a_history_that_begins_before_its_opportunity_is_named(created, entered, early):
    tables = {
        "opportunities": texts(opportunity_id=["o1"]).assign(created_at=pd.to_datetime([created])),
        "stage_history": texts(opportunity_id=["o1", "gone"]).assign(
            entered_at=pd.to_datetime([entered] * 2)
        ),
    }
    found = history_before_creation(tables, MADRID)
    assert [fault.message.split(":")[0] for fault in found] == (
        ["1 stage was entered before the opportunity was created"] if early else []
    )


def test_tables_that_fit_say_nothing():
    tables = {
        "opportunities": texts(
            opportunity_id=["o1"], owner=["Ann"], stage=["New"], team=["A"], region=["X"]
        ).assign(created_at=pd.to_datetime(["2026-01-05"])),
        "owners": texts(owner=["Ann"], team=["A"], region=["X"]),
        "stages": texts(stage=["New"]),
    }
    assert check_between(tables, MADRID) == []
    assert check_between({}, MADRID) == []

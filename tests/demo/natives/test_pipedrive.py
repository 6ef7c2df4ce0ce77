"""Pipedrive's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.demo.natives import NATIVES
from kit.demo.natives.pipedrive_deals import INTERFACE, SPANISH

PIPEDRIVE = NATIVES["pipedrive"]
STATUSES = {"Won": "won", "Lost": "lost", "Open": "open"}
STATUSES |= {"Ganado": "won", "Perdido": "lost", "Abierto": "open"}
CHANGED = {"value": "amount", "expected_close_date": "expected_close_date", "user_id": "owner"}
CHANGED |= {"status": "status"}


@pytest.fixture(params=PIPEDRIVE.variants)
def variant(request):
    return request.param


@pytest.fixture
def held(plain, variant):
    return PIPEDRIVE.held(plain, variant)


@pytest.fixture
def table(exported, variant):
    return lambda name: exported("pipedrive", variant).frames(f"exports/{name}.csv")


@pytest.fixture
def name_of(table):
    """Ids of an object → names."""

    def names(ids, name="users"):
        return ids.map(table(name).set_index("id")["name"], na_action="ignore")

    return names


def iso(told):
    return pd.to_datetime(told, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def renamed(rows, **columns):
    return pd.DataFrame({name: rows[heading] for name, heading in columns.items()})


def test_deals(table, held, same, name_of, variant):
    rows = table("deals")
    if variant == "interface":
        rows = rows[rows["is_deleted"] == "false"]
        rows = rows.rename(columns={name: heading for heading, name in INTERFACE.items()})
        rows["Deal - Stage"] = name_of(rows["Deal - Stage"], "stages")
        rows["Deal - Pipeline"] = name_of(rows["Deal - Pipeline"], "pipelines")
        rows["Deal - Owner"] = name_of(rows["Deal - Owner"])
    if variant == "spanish":
        rows = rows.rename(columns={spanish: heading for heading, spanish in SPANISH.items()})
    won, lost = rows["Deal - Won time"], rows["Deal - Lost time"]
    assert won.fillna(lost).equals(rows["Deal - Deal closed on"])
    read = renamed(
        rows,
        opportunity_id="Deal - ID",
        name="Deal - Title",
        amount="Deal - Value",
        currency="Deal - Currency of value",
        stage="Deal - Stage",
        pipeline="Deal - Pipeline",
        owner="Deal - Owner",
        account_id="Organization - ID",
        expected_close_date="Deal - Expected close date",
        loss_reason="Deal - Lost reason",
        source="Deal - Source channel",
    ).assign(
        status=rows["Deal - Status"].replace(STATUSES),
        created_at=iso(rows["Deal - Deal created"]),
        closed_at=iso(rows["Deal - Deal closed on"]),
    )
    same(read, held["opportunities"])


def test_stage_history_and_changes_stand_in_the_flow(table, held, same, name_of, plain):
    """The flow tells how stages changed; the one a deal began in is the first that it left."""
    rows = table("dealflow").sort_values(["item_id", "log_time"], kind="stable")
    moves = rows[rows["field_key"] == "stage_id"]
    assert moves["old_value"].notna().all()
    begun = rows[rows["field_key"] == "add_time"].set_index("item_id")["new_value"]
    first = moves.drop_duplicates("item_id").set_index("item_id")["old_value"]
    still = plain["opportunities"].set_axis(held["opportunities"]["opportunity_id"])["stage"]
    stages = name_of(first, "stages").reindex(begun.index).fillna(still.reindex(begun.index))
    entered = [
        pd.DataFrame({"opportunity_id": begun.index, "at": begun.array, "stage": stages.array}),
        renamed(moves, opportunity_id="item_id", at="log_time").assign(
            stage=name_of(moves["new_value"], "stages")
        ),
    ]
    read = pd.concat(entered).sort_values(["opportunity_id", "at"], kind="stable")
    sequence = read.groupby("opportunity_id").cumcount() + 1
    read = read.assign(entered_at=iso(read.pop("at")), sequence=sequence)
    same(read, held["stage_history"])
    rows = rows[rows["field_key"].isin(CHANGED)]
    read = renamed(rows, id="item_id").assign(
        table="opportunities",
        field=rows["field_key"].map(CHANGED),
        old=name_of(rows["old_value"]).fillna(rows["old_value"]),
        new=name_of(rows["new_value"]).fillna(rows["new_value"]),
        changed_at=iso(rows["log_time"]),
        sequence=rows.groupby("item_id").cumcount() + 1,
        by=name_of(rows["user_id"]),
    )
    same(read, held["changes"])


def test_activities_that_were_done(table, held, same, name_of):
    rows = table("activities")
    assert (rows["done"] == "false").sum() == 30
    rows = rows[rows["done"] == "true"]
    length = rows["duration"].str.split(":", expand=True).astype(float)
    minutes = (length[0] * 60 + length[1]).map("{:g}".format, na_action="ignore")
    read = renamed(
        rows,
        activity_id="id",
        channel="type",
        due_at="due_date",
        opportunity_id="deal_id",
        lead_id="lead_id",
        contact_id="person_id",
        account_id="org_id",
    ).assign(
        occurred_at=iso(rows["marked_as_done_time"]),
        owner=name_of(rows["owner_id"]),
        duration_minutes=minutes,
    )
    same(read, held["activities"])
    assert not (rows["lead_id"].notna() & rows["deal_id"].notna()).any()


def test_organizations_products_and_lines(table, held, same, name_of):
    rows = table("organizations")
    read = renamed(rows, account_id="id", name="name", country="address_country")
    read = read.assign(owner=name_of(rows["owner_id"]), created_at=iso(rows["add_time"]))
    same(read, held["accounts"])
    same(renamed(table("products"), product="name", family="category"), held["products"])
    rows = table("deal_products")
    read = renamed(
        rows, opportunity_id="deal_id", line="order_nr", quantity="quantity", amount="sum"
    )
    same(read.assign(product=name_of(rows["product_id"], "products")), held["opportunity_lines"])


def test_every_table_is_read_back_here_or_kept_beside(held):
    read = "opportunities stage_history changes activities accounts products opportunity_lines"
    assert set(held) == {*read.split(), *PIPEDRIVE.params}


def test_headings_and_statuses_follow_the_language_of_the_account(exported):
    deals = {
        variant: exported("pipedrive", variant).frames("exports/deals.csv")
        for variant in PIPEDRIVE.variants
    }
    assert set(deals["english"]["Deal - Status"]) == {"Won", "Lost", "Open"}
    assert set(deals["spanish"]["Negocio - Estado"]) == {"Ganado", "Perdido", "Abierto"}
    assert set(deals["interface"]["status"]) == {"won", "lost", "open"}
    assert not [heading for heading in deals["spanish"] if heading.startswith("Deal")]


def test_deleted_deals_come_only_by_interface(exported):
    rows = exported("pipedrive", "interface").frames("exports/deals.csv")
    deleted = rows[rows["is_deleted"] == "true"]
    assert len(deleted) == 2
    assert not deleted["id"].isin(rows.loc[rows["is_deleted"] == "false", "id"]).any()
    assert "is_deleted" not in exported("pipedrive", "english").frames("exports/deals.csv")

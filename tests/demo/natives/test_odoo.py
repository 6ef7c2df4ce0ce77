"""Odoo's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.demo.natives import NATIVES
from kit.demo.natives.odoo import PARAMS
from kit.demo.natives.odoo_names import LABELS

ODOO = NATIVES["odoo"]
WORDS = {"Lead": "lead", "Opportunity": "opportunity", "Quotation": "draft"}
WORDS |= {"Quotation Sent": "sent", "Sales Order": "sale", "Cancelled": "cancel"}
WORDS |= {"Low priority": "0", "Medium priority": "1", "High priority": "2"}
WORDS |= {"Stage (crm.lead)": "stage_id", "Salesperson (crm.lead)": "user_id"}
WORDS |= {"Expected Revenue (crm.lead)": "expected_revenue"}
QUOTES = {"sent": "sent", "cancel": "rejected", "sale": "accepted"}
CHANGED = {"expected_revenue": "amount", "user_id": "owner"}
PRIORITIES = {"0": "low", "1": "normal", "2": "high"}


@pytest.fixture(params=ODOO.variants)
def variant(request):
    return request.param


@pytest.fixture
def held(plain, variant):
    return ODOO.held(plain, variant)


@pytest.fixture
def table(exported, variant):
    """Model → its rows under technical names, whatever the headings were."""

    def rows(model):
        export = exported("odoo", variant)
        (file,) = [name for name in export.raw if f"({model})" in name]
        assert export.raw[file].startswith(b'"')
        frame = export.frames(file)
        headings = LABELS[model].values() if variant == "labels" else LABELS[model]
        assert list(frame) == list(headings)
        frame = frame.set_axis(list(LABELS[model]), axis=1)
        coded = frame.columns.intersection(["type", "lead_type", "state", "field", "priority"])
        return frame.assign(**{name: frame[name].replace(WORDS) for name in coded})

    return rows


@pytest.fixture
def living(table):
    """Rows of ``crm.lead`` of one type that count: not archived, or archived as lost or won."""

    def rows(type_):
        frame = table("crm.lead")
        frame = frame[frame["type"] == type_]
        return frame[(frame["active"] == "True") | frame["probability"].isin(["0.0", "100.0"])]

    return rows


def iso(told):
    return pd.to_datetime(told, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def renamed(rows, **columns):
    return pd.DataFrame({name: rows[heading] for name, heading in columns.items()})


def test_opportunities_are_lost_when_archived_with_no_probability(living, table, held, same):
    rows, moves = living("opportunity"), table("mail.tracking.value")
    won = rows["probability"] == "100.0"
    lost = (rows["active"] == "False") & (rows["probability"] == "0.0")
    assert set(rows.loc[won, "stage_id"]) == {"Won"}
    into_won = moves[moves["new_value_char"] == "Won"].set_index("mail_message_id/res_id")
    read = renamed(
        rows,
        opportunity_id="id",
        name="name",
        amount="expected_revenue",
        currency="company_currency",
        owner="user_id",
        account_id="partner_id/.id",
        source="source_id",
        campaign_id="campaign_id/.id",
        expected_close_date="date_deadline",
        loss_reason="lost_reason_id",
    ).assign(
        status=won.map({True: "won", False: "open"}).mask(lost, "lost"),
        stage=rows["stage_id"].where(~won, rows["id"].map(into_won["old_value_char"])),
        created_at=iso(rows["create_date"]),
        closed_at=iso(rows["date_closed"]),
    )
    same(read, held["opportunities"])


def test_leads_stand_in_the_same_table(living, held, same):
    rows = living("lead")
    lost = rows["active"] == "False"
    status = rows["stage_id"].mask(rows["date_conversion"].notna(), "converted")
    read = renamed(
        rows,
        lead_id="id",
        owner="user_id",
        team="team_id",
        source="source_id",
        campaign_id="campaign_id/.id",
        disqualified_reason="lost_reason_id",
        account_id="partner_id/.id",
    ).assign(
        status=status.mask(lost, "disqualified"),
        created_at=iso(rows["create_date"]),
        disqualified_at=iso(rows["date_closed"]),
        converted_at=iso(rows["date_conversion"]),
    )
    same(read, held["leads"])


def test_ids_of_leads_and_opportunities_never_meet(table):
    rows = table("crm.lead")
    assert rows["id"].is_unique
    assert set(rows["type"]) == {"lead", "opportunity"}


def test_archived_duplicates_are_neither_lost_nor_won(table):
    rows = table("crm.lead")
    archived = rows[rows["active"] == "False"]
    put_away = archived[~archived["probability"].isin(["0.0", "100.0"])]
    assert set(put_away["type"]) == {"lead", "opportunity"}
    originals = rows[~rows.index.isin(put_away.index)]
    assert put_away["name"].isin(originals["name"]).all()
    assert (archived["probability"] == "100.0").any()


def test_stage_history_is_the_first_old_value_and_every_new_one(table, living, held, same):
    moves = table("mail.tracking.value").query("field == 'stage_id'")
    key = "mail_message_id/res_id"
    assert moves["old_value_char"].notna().all()
    rows = living("opportunity").dropna(subset="create_date")
    first = moves.drop_duplicates(key).set_index(key)["old_value_char"]
    begun = pd.DataFrame(
        {
            "opportunity_id": rows["id"],
            "entered_at": iso(rows["create_date"]),
            "stage": rows["id"].map(first).fillna(rows["stage_id"]),
        }
    )
    moved = renamed(moves, opportunity_id=key, stage="new_value_char")
    moved = moved.assign(entered_at=iso(moves["create_date"])).query("stage != 'Won'")
    read = pd.concat([begun, moved]).sort_values(["opportunity_id", "entered_at"], kind="stable")
    same(read.assign(sequence=read.groupby("opportunity_id").cumcount() + 1), held["stage_history"])


def test_other_tracked_fields_are_the_changes(table, held, same):
    rows = table("mail.tracking.value")
    rows = rows[rows["field"].isin(list(CHANGED))]
    read = renamed(rows, id="mail_message_id/res_id", by="mail_message_id/author_id").assign(
        table="opportunities",
        field=rows["field"].map(CHANGED),
        changed_at=iso(rows["create_date"]),
        old=rows["old_value_char"].fillna(rows["old_value_float"]),
        new=rows["new_value_char"].fillna(rows["new_value_float"]),
    )
    same(read, held["changes"])


def test_activities_regard_a_lead_or_an_opportunity(table, held, same):
    rows = table("crm.activity.report")
    is_lead = rows["lead_type"] == "lead"
    read = renamed(rows, activity_id="id", owner="author_id").assign(
        channel=rows["mail_activity_type_id"].str.lower(),
        occurred_at=iso(rows["date"]),
        lead_id=rows["lead_id/.id"].where(is_lead),
        opportunity_id=rows["lead_id/.id"].where(~is_lead),
    )
    same(read, held["activities"])


def test_quotations_and_orders_are_rows_of_one_table(table, held, same):
    rows = table("sale.order")
    assert set(rows["state"]) == {"draft", "sent", "sale", "cancel"}
    assert rows["id"].is_unique
    shared = {"amount": "amount_untaxed", "currency": "currency_id"}
    quotes = rows[rows["state"].isin(list(QUOTES)) & rows["opportunity_id/.id"].notna()]
    read = renamed(quotes, quote_id="id", opportunity_id="opportunity_id/.id", **shared).assign(
        status=quotes["state"].map(QUOTES),
        issued_at=iso(quotes["create_date"]),
        decided_at=iso(quotes["date_order"]).where(quotes["state"] == "sale"),
    )
    same(read, held["quotes"])
    confirmed = quotes[quotes["state"] == "sale"]
    assert (confirmed["create_date"] < confirmed["date_order"]).mean() > 0.9
    orders = rows[rows["state"] == "sale"]
    read = renamed(
        orders,
        order_id="id",
        opportunity_id="opportunity_id/.id",
        account_id="partner_id/.id",
        owner="user_id",
        **shared,
    ).assign(kind="sale", ordered_at=iso(orders["date_order"]))
    same(read, held["orders"])


def test_contacts_and_tickets(table, held, same):
    rows = table("res.partner")
    read = renamed(
        rows,
        account_id="id",
        name="name",
        industry="industry_id",
        country="country_id",
        owner="user_id",
    ).assign(created_at=iso(rows["create_date"]))
    same(read, held["accounts"])
    rows = table("helpdesk.ticket")
    read = renamed(
        rows,
        case_id="id",
        status="stage_id",
        category="ticket_type_id",
        account_id="partner_id/.id",
        owner="user_id",
    ).assign(
        priority=rows["priority"].map(PRIORITIES),
        opened_at=iso(rows["create_date"]),
        closed_at=iso(rows["close_date"]),
    )
    same(read, held["cases"])


def test_every_other_table_lies_beside_the_crm_or_is_declared_lost(exported, held, same, variant):
    read_above = {"opportunities", "leads", "stage_history", "changes", "activities"}
    read_above |= {"quotes", "orders", "accounts", "cases"}
    assert set(held) == read_above | set(PARAMS)
    for name in PARAMS:
        same(exported("odoo", variant).frames(f"params/{name}.csv"), held[name])


def test_headings_are_names_of_fields_or_labels(exported):
    files = {name: exported("odoo", name).raw for name in ODOO.variants}
    heading = {
        name: raw["exports/Lead_Opportunity (crm.lead).csv"].decode().splitlines()[0]
        for name, raw in files.items()
    }
    assert heading["technical"].startswith('"id","type","name","active","stage_id","user_id"')
    assert heading["labels"].startswith('"ID","Type","Opportunity","Active","Stage","Salesperson"')
    for label in ("Sales Team", "Customer", "Expected Closing", "Closed Date", "Lost Reason"):
        assert f'"{label}"' in heading["labels"]

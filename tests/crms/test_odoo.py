"""Odoo: `crm.lead` and what surrounds it, by technical name and by label."""

from functools import partial

import pytest

from kit.data.history import stage_history
from kit.window import Calendar

TECHNICAL = """\
id,type,name,active,stage_id,user_id,team_id,partner_id,expected_revenue,probability,create_date,\
date_conversion,date_deadline,date_closed,lost_reason_id,source_id,automated_probability,priority
1,opportunity,Press,True,2,5,7,71,9000,40,2026-08-03 09:15:00,2026-08-04 08:00:00,2026-12-01,,,3,9,1
2,opportunity,Lathe,True,9,6,7,72,5000,100,2026-07-01 10:00:00,,2026-09-30,2026-09-10 16:40:00,,3,,0
3,opportunity,Drill,False,2,5,7,73,700,0,2026-06-30 11:30:00,,2026-09-15,2026-09-02 08:05:00,4,3,,0
4,opportunity,Aside,False,2,5,7,73,1,20,2026-06-30 11:30:00,,,,,3,,0
5,lead,Mail,True,1,5,7,,0,0,2026-08-05 10:00:00,,,,,3,12,2
6,lead,Spam,False,1,5,7,,0,0,2026-08-06 10:00:00,,,2026-08-07 10:00:00,4,3,2,0
7,lead,Twice,False,1,5,7,,0,12.5,2026-08-06 10:00:00,,,,,3,2,0
8,lead,Gone,True,2,5,7,,0,12.5,2026-08-06 10:00:00,2026-08-09 10:00:00,,,,3,2,0
"""

LABELS = """\
External ID,Type,Opportunity,Active,Stage,Salesperson,Sales Team,Customer,Expected Revenue,\
Probability,Created on,Conversion Date,Expected Closing,Closed Date,Lost Reason,Source
__export__.crm_lead_1_a,Opportunity,Press,True,Qualified,Ana Roy,North,Axle,9000.00,40.0,\
2026-08-03 09:15:00,2026-08-04 08:00:00,2026-12-01,,,Fair
__export__.crm_lead_2_b,Opportunity,Lathe,True,Won,Bo Lind,North,Bolt,5000.00,100.0,\
2026-07-01 10:00:00,,2026-09-30,2026-09-10 16:40:00,,Fair
__export__.crm_lead_3_c,Opportunity,Drill,False,Qualified,Ana Roy,North,Cog,700.00,0.0,\
2026-06-30 11:30:00,,2026-09-15,2026-09-02 08:05:00,Too expensive,Fair
__export__.crm_lead_5_d,Lead,Mail,True,New,Ana Roy,North,,0.00,0.0,2026-08-05 10:00:00,,,,,Fair
"""

STAGES = """\
id,name,sequence,is_won,team_id
1,New,0,False,
2,Qualified,1,False,
8,Legal review,2,False,
9,Signed,70,True,
"""

LOOKUPS = {
    "crm_stage": STAGES,
    "res_users": "id,name\n5,Ana Roy\n6,Bo Lind\n",
    "crm_team": "id,name\n7,North\n",
    "crm_lost_reason": "id,name\n4,Too expensive\n",
    "utm_source": "id,name\n3,Fair\n",
}


@pytest.fixture
def read(export):
    """Read one export as a canonical table; lookups by name with their contents."""
    return partial(export, "odoo")


def test_opportunities_are_told_from_leads_and_lost_from_archived(read):
    rows = read("opportunities", TECHNICAL, LOOKUPS)
    assert rows["opportunity_id"] == ["1", "2", "3"]
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["stage"] == ["Qualified", None, "Qualified"]
    assert rows["closed_at"] == [None, "2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    assert rows["expected_close_date"] == [
        "2026-12-01",
        "2026-09-30",
        "2026-09-15",
    ]
    assert rows["loss_reason"] == [None, None, "Too expensive"]
    assert rows["owner"] == ["Ana Roy", "Bo Lind", "Ana Roy"]
    assert rows["team"] == ["North"] * 3
    said = [line for line in rows.said("warning").splitlines() if "left out" in line]
    assert any(message.startswith("4 rows are left out: `type`") for message in said)
    assert any(message.startswith("1 row is left out: `status`") for message in said)


def test_labels_mean_the_same_and_external_ids_stay_texts(read):
    rows = read("opportunities", LABELS)
    assert rows["opportunity_id"] == [
        "__export__.crm_lead_1_a",
        "__export__.crm_lead_2_b",
        "__export__.crm_lead_3_c",
    ]
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["stage"] == ["Qualified", None, "Qualified"]
    assert rows["amount"] == [9000, 5000, 700]
    assert rows["closed_at"] == [None, "2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    assert rows["loss_reason"] == [None, None, "Too expensive"]


def test_customers_are_named_in_labels_and_a_lookup_leads_to_their_ids(read):
    partners = "Name,ID\nAxle,71\nBolt,72\n"
    rows = read("opportunities", LABELS, {"partner_names": partners})
    assert rows["account_id"] == ["71", "72", None], "a name that is not listed is no id"


def test_a_won_stage_tells_without_probability(read):
    text = (
        "id,type,active,stage_id,expected_revenue,create_date,date_closed\n"
        "1,opportunity,True,2,10,2026-04-01 10:00:00,\n"
        "2,opportunity,True,9,20,2026-04-01 10:00:00,2026-05-01 10:00:00\n"
        "3,opportunity,False,2,30,2026-04-01 10:00:00,2026-05-02 10:00:00\n"
    )
    rows = read("opportunities", text, LOOKUPS)
    assert rows["status"] == ["open", "won", "lost"]


def test_leads_come_from_the_same_file_with_the_opportunities_they_became(read):
    rows = read("leads", TECHNICAL, LOOKUPS)
    assert rows["lead_id"] == ["1", "5", "6", "8"]
    assert rows["status"] == ["converted", "new", "disqualified", "converted"]
    assert rows["converted_at"] == ["2026-08-04T08:00Z", None, None, "2026-08-09T10:00Z"]
    assert rows["opportunity_id"] == ["1", None, None, None]
    assert rows["disqualified_at"] == [None, None, "2026-08-07T10:00Z", None]
    assert rows["disqualified_reason"] == [None, None, "Too expensive", None]
    assert rows["score"] == [9, 12, 2, 2]
    assert rows["rating"] == ["medium", "high", "low", "low"]
    labelled = read("leads", LABELS)
    assert labelled["lead_id"] == ["__export__.crm_lead_1_a", "__export__.crm_lead_5_d"]
    assert labelled["status"] == ["converted", "new"]


def test_an_archived_lead_that_was_not_lost_counts_for_nothing(read):
    said = read("leads", TECHNICAL, LOOKUPS).said("warning")
    assert "4 rows are left out: `status` holds one of `opportunity`, `archived`" in said


TRACKING = """\
id,field,old_value_char,new_value_char,old_value_float,new_value_float,create_date,\
mail_message_id,create_uid
1,stage_id,New,Qualified,,,2026-07-02 09:00:00,801,5
2,user_id,Ana Roy,Bo Lind,,,2026-07-03 09:00:00,802,5
3,expected_revenue,,,4000.0,5000.0,2026-07-04 09:00:00,803,6
4,stage_id,Qualified,Won,,,2026-09-10 16:40:00,804,6
5,priority,Low,High,,,2026-09-10 16:41:00,804,6
"""
MESSAGES = {
    "mail_message": "id,model,res_id\n" + "".join(f"80{n},crm.lead,2\n" for n in range(1, 5))
}


def test_tracked_values_give_stages_from_the_one_before_the_first_move_on(read):
    opportunities = read("opportunities", TECHNICAL, LOOKUPS).table.frame
    changes = read("changes", TRACKING, MESSAGES).table.frame
    tables = {"opportunities": opportunities, "changes": changes}
    history, source, _ = stage_history(tables, Calendar("UTC"))
    assert source == "changes"
    of_two = history[history["opportunity_id"] == "2"]
    assert of_two["stage"].tolist() == ["New", "Qualified"], "the move to Won is the outcome"
    assert of_two["entered_at"].dt.strftime("%m-%d %H:%M").tolist() == [
        "07-01 10:00",
        "07-02 09:00",
    ]


def test_tracked_values_give_changes_of_the_fields_the_kit_knows(read):
    rows = read("changes", TRACKING, {**MESSAGES, "res_users": LOOKUPS["res_users"]})
    assert rows["id"] == ["2", "2", "2", "2"]
    assert rows["field"] == ["stage", "owner", "amount", "stage"]
    assert rows["old"] == ["New", "Ana Roy", "4000.0", "Qualified"]
    assert rows["new"] == ["Qualified", "Bo Lind", "5000.0", "Won"]
    assert rows["by"] == ["Ana Roy", "Ana Roy", "Bo Lind", "Bo Lind"]


def test_tracked_values_of_later_versions_name_the_field_by_its_label(read):
    text = (
        "Field,Old Value Char,New Value Char,Created on,Message ID/Related Document ID\n"
        "Stage (crm.lead),New,Qualified,2026-07-02 09:00:00,2\n"
        "Salesperson (crm.lead),Ana Roy,Bo Lind,2026-07-03 09:00:00,2\n"
        "Stage (crm.lead),Qualified,Won,2026-09-10 16:40:00,2\n"
    )
    rows = read("changes", text)
    assert rows["field"] == ["stage", "owner", "stage"]
    assert rows["new"] == ["Qualified", "Bo Lind", "Won"]

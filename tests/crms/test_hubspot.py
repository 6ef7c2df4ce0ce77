"""HubSpot: lists exported by labels and by internal names, and tables of a warehouse."""

from functools import partial

import pytest

DEALS = """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,Deal Owner,\
Associated Company IDs,Closed Lost Reason,Is Closed Won,Is Deal Closed?,Original Source Type
101,Press,Contract Sent,Sales,9000,EUR,\
2026-12-01 00:00,2026-08-03 09:15,Ana Roy,7;8,,false,false,Referrals
102,Lathe,Signed and paid,Sales,5000,EUR,\
2026-09-10 16:40,2026-07-01 10:00,Bo Lind,8,,TRUE,TRUE,Referrals
103,Drill,Closed lost,Sales,700,EUR,\
2026-09-02 08:05,2026-06-30 11:30,Ana Roy,,Price,false,true,Email
"""

INTERNAL = """\
hs_object_id,dealname,dealstage,pipeline,amount,closedate,createdate,hubspot_owner_id,archived,\
hs_analytics_source
101,Press,31,900,9000,2026-12-01T00:00:00Z,2026-08-03T09:15:00Z,5,false,REFERRALS
102,Lathe,33,900,5000,2026-09-10T16:40:00Z,2026-07-01T10:00:00Z,6,false,REFERRALS
103,Drill,34,900,700,2026-09-02T08:05:00Z,2026-06-30T11:30:00Z,5,false,EMAIL
104,Gone,31,900,1,2026-12-01T00:00:00Z,2026-08-03T09:15:00Z,5,true,EMAIL
"""

STAGES = """\
stage_id,pipeline_id,label,display_order,probability,is_closed,closed_won
31,900,Contract Sent,2,0.9,false,false
30,900,Presentation Scheduled,1,0.2,false,false
33,900,Signed and paid,3,1.0,true,true
34,900,Closed lost,4,0.0,true,false
"""

OWNERS = "id,email,firstName,lastName\n5,ana@x.example,Ana,Roy\n6,bo@x.example,Bo,Lind\n"
PIPELINES = "pipeline_id,label\n900,Sales\n"
LOOKUPS = {"deal_pipeline_stage": STAGES, "owners": OWNERS, "deal_pipeline": PIPELINES}


@pytest.fixture
def read(export):
    """Read one export as a canonical table; lookups by name with their contents."""
    return partial(export, "hubspot")


def test_a_close_date_is_expected_while_a_deal_is_open_and_real_once_it_is_closed(read):
    rows = read("opportunities", DEALS)
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["closed_at"] == [None, "2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    assert rows["expected_close_date"] == ["2026-12-01", None, None]
    assert rows["stage"] == ["Contract Sent", None, None]


def test_labels_are_found_in_the_case_of_any_portal(read):
    rows = read("opportunities", DEALS)
    assert rows["owner"] == ["Ana Roy", "Bo Lind", "Ana Roy"]
    assert rows["source"] == ["Referrals", "Referrals", "Email"]
    newer = DEALS.replace("Original Source Type", "Original traffic source").replace(
        "Deal Owner", "Deal owner"
    )
    rows = read("opportunities", newer)
    assert rows["owner"] == ["Ana Roy", "Bo Lind", "Ana Roy"]
    assert rows["source"] == ["Referrals", "Referrals", "Email"]


def test_the_first_of_several_companies_is_the_account(read):
    assert read("opportunities", DEALS)["account_id"] == ["7", "8", None]


def test_lost_may_be_flagged_itself(read):
    text = DEALS.replace("Is Deal Closed?", "Is closed lost").replace("TRUE,TRUE", "TRUE,false")
    assert read("opportunities", text)["status"] == ["open", "won", "lost"]


def test_without_flags_the_stage_says_what_became_of_a_deal(read):
    text = (
        "Record ID,Deal Stage,Amount,Close Date,Create Date\n"
        "1,Closed Won,10,2026-05-02,2026-04-01\n"
        "2,closedlost,20,2026-05-03,2026-04-01\n"
        "3,Contract Sent,30,2026-12-04,2026-04-01\n"
    )
    rows = read("opportunities", text)
    assert rows["status"] == ["won", "lost", "open"]
    assert "`Contract Sent` counts as `open`" in rows.said("warning")


def test_internal_names_are_read_through_the_lookups_and_archived_deals_are_left_out(read):
    rows = read("opportunities", INTERNAL, LOOKUPS)
    assert rows["opportunity_id"] == ["101", "102", "103"]
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["stage"] == ["Contract Sent", None, None]
    assert rows["closed_at"] == [None, "2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    assert rows["pipeline"] == ["Sales", "Sales", "Sales"]
    assert rows["owner"] == ["Ana Roy", "Bo Lind", "Ana Roy"]
    assert "1 row is left out: `Archived`" in rows.said("warning")


def test_columns_of_stages_become_rows_without_the_outcomes(read):
    text = (
        'Record ID,"Date entered ""Demo (Sales)""","Date entered ""Offer (new) (Sales (EU))""",'
        '"Date exited ""Demo (Sales)""","Date entered ""Closed won (Sales)"""\n'
        "101,2026-01-05 09:00,2026-01-20 10:30,2026-01-20 10:30,2026-02-01 08:00\n"
        "102,2026-01-07 11:00,,,\n"
    )
    rows = read("stage_history", text)
    rows = sorted(zip(rows["opportunity_id"], rows["entered_at"], rows["stage"], strict=True))
    assert rows == [
        ("101", "2026-01-05T09:00Z", "Demo"),
        ("101", "2026-01-20T10:30Z", "Offer (new)"),
        ("102", "2026-01-07T11:00Z", "Demo"),
    ]


@pytest.mark.parametrize("prefix", ["hs_v2_date_entered_", "hs_date_entered_"])
def test_internal_columns_of_stages_become_rows_without_the_outcomes(read, prefix):
    text = (
        f"hs_object_id,{prefix}qualifiedtobuy,{prefix}contractsent,{prefix}closedwon,"
        f"{prefix}current_stage\n"
        "101,2026-01-05T09:00:00Z,2026-01-20T10:30:00Z,2026-02-01T08:00:00Z,2026-02-01T08:00:00Z\n"
        "102,2026-01-07T11:00:00Z,,,2026-01-07T11:00:00Z\n"
    )
    rows = read("stage_history", text)
    rows = sorted(zip(rows["opportunity_id"], rows["entered_at"], rows["stage"], strict=True))
    assert rows == [
        ("101", "2026-01-05T09:00Z", "qualifiedtobuy"),
        ("101", "2026-01-20T10:30Z", "contractsent"),
        ("102", "2026-01-07T11:00Z", "qualifiedtobuy"),
    ]


def test_stages_that_internal_columns_name_by_id_get_their_labels(read):
    text = "hs_object_id,hs_v2_date_entered_30,hs_v2_date_entered_99\n1,2026-01-05T09:00Z,\n"
    text += "2,2026-01-06T09:00Z,2026-01-07T09:00Z\n"
    rows = read("stage_history", text, LOOKUPS)
    assert sorted(rows["stage"]) == ["99", "Presentation Scheduled", "Presentation Scheduled"]
    assert "1 cell holds ids that the lookup `deal_pipeline_stage` does" in rows.said("warning")


def test_a_warehouse_tells_stages_by_id(read):
    deals = (
        "deal_id,deal_pipeline_id,deal_pipeline_stage_id,owner_id,property_dealname,"
        "property_amount,property_closedate,property_createdate,is_deleted\n"
        "1,900,31,5,Press,90,2026-12-01T00:00:00Z,2026-08-03T09:15:00Z,false\n"
        "2,900,33,5,Lathe,50,2026-09-10T16:40:00Z,2026-07-01T10:00:00Z,false\n"
        "3,900,34,5,Drill,7,2026-09-02T08:05:00Z,2026-06-30T11:30:00Z,false\n"
        "4,900,30,5,Gone,1,2026-09-02T08:05:00Z,2026-06-30T11:30:00Z,true\n"
    )
    rows = read("opportunities", deals, LOOKUPS)
    assert rows["opportunity_id"] == ["1", "2", "3"]
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["stage"] == ["Contract Sent", None, None]
    history = (
        "deal_id,value,date_entered,source\n"
        "3,30,2026-07-01T08:00:00Z,API\n"
        "3,31,2026-07-09T08:00:00Z,API\n"
        "3,34,2026-09-02T08:05:00Z,API\n"
    )
    rows = read("stage_history", history, LOOKUPS)
    assert rows["stage"] == ["Presentation Scheduled", "Contract Sent"]
    assert rows["sequence"] == [1, 2]


def test_the_history_of_properties_tells_changes_with_the_value_before(read):
    text = (
        "deal_id,name,value,timestamp,source\n"
        "1,amount,90,2026-07-01T08:00:00Z,API\n"
        "1,dealstage,30,2026-07-01T08:00:00Z,API\n"
        "1,dealstage,30,2026-07-02T08:00:00Z,WORKFLOW\n"
        "1,hubspot_owner_id,6,2026-07-08T08:00:00Z,CRM_UI\n"
        "1,hubspot_owner_id,5,2026-07-01T08:00:00Z,CRM_UI\n"
        "1,dealstage,31,2026-07-09T08:00:00Z,CRM_UI\n"
        "1,amount,31,2026-07-10T08:00:00Z,CRM_UI\n"
        "1,hs_lastmodifieddate,5,2026-07-10T08:00:00Z,CRM_UI\n"
        "2,closedate,2026-09-30,2026-07-10T08:00:00Z,CRM_UI\n"
    )
    owner = "owner_id,first_name,last_name\n5,Ana,Roy\n6,Bo,Lind\n"
    rows = read("changes", text, {**LOOKUPS, "owner": owner})
    assert sorted(rows.rows("changed_at", "field", "old", "new")) == [
        ("2026-07-08T08:00Z", "owner", "Ana Roy", "Bo Lind"),
        ("2026-07-09T08:00Z", "stage", "Presentation Scheduled", "Contract Sent"),
        ("2026-07-10T08:00Z", "amount", "90", "31"),
    ]
    assert "lookup" not in rows.said("warning"), "only ids are looked up"


def test_open_stages_have_a_phase_by_their_probability(read):
    rows = read("stages", STAGES, LOOKUPS)
    assert rows["stage"] == ["Contract Sent", "Presentation Scheduled"]
    assert rows["phase"] == ["late", "early"]
    assert rows["pipeline"] == ["Sales", "Sales"]

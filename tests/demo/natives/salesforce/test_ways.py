"""What Salesforce does to records on their way out."""

from __future__ import annotations

from kit.demo.natives.salesforce_ids import salesforce_id


def test_closing_overwrites_the_close_date(table, plain):
    rows = table("Opportunity").set_index("Id")
    opportunities = plain["opportunities"].set_axis(rows.index)
    closed = rows["IsClosed"]
    assert rows.loc[closed, "CloseDate"].equals(opportunities["closed_at"].str[:10][closed])
    expected = opportunities["expected_close_date"]
    assert rows.loc[~closed, "CloseDate"].equals(expected[~closed])
    assert (rows["CloseDate"] != expected)[closed].mean() > 0.9
    assert set(rows.loc[closed, "StageName"]) == {"Closed Won", "Closed Lost"}


def test_the_history_tells_the_expected_day_that_closing_has_overwritten(table, plain):
    rows = table("OpportunityFieldHistory")
    last = rows[rows["Field"] == "CloseDate"].drop_duplicates("OpportunityId", keep="last")
    told = last.set_index("OpportunityId")
    opportunities = plain["opportunities"].set_axis(table("Opportunity")["Id"])
    closed = opportunities[opportunities["status"] != "open"].reindex(told.index).dropna(how="all")
    assert len(closed) > 100
    assert told["OldValue"].reindex(closed.index).equals(closed["expected_close_date"])
    assert told["NewValue"].reindex(closed.index).equals(closed["closed_at"].str[:10])


def test_each_state_in_the_history_is_whole(table):
    rows = table("OpportunityHistory")
    one = rows[rows["OpportunityId"] == rows["OpportunityId"].value_counts().index[0]]
    assert len(one) > 5
    assert one["PrevAmount"].iloc[1:].tolist() == one["Amount"].iloc[:-1].tolist()
    assert one["PrevCloseDate"].iloc[1:].tolist() == one["CloseDate"].iloc[:-1].tolist()
    assert rows["StageName"].notna().all()
    final = rows.drop_duplicates("OpportunityId", keep="last").set_index("OpportunityId")
    now = table("Opportunity").set_index("Id")
    for column in ("StageName", "Amount", "CloseDate"):
        assert final[column].dropna().equals(now[column].reindex(final.index).dropna()), column


def test_deleted_and_merged_rows_are_there(exported, variant):
    frames = exported("salesforce", variant).frames
    for name in ("Opportunity", "Lead", "Account", "Task", "Event", "Quote", "Order"):
        rows = frames(f"exports/{name}.csv")
        assert rows["IsDeleted"].isin(["true", "1"]).any(), name
        assert rows["Id"].is_unique, name
    named_by = {"Account": ("Opportunity", "AccountId"), "Lead": ("Task", "WhoId")}
    for name, (child, column) in named_by.items():
        rows = frames(f"exports/{name}.csv")
        losers = rows.dropna(subset="MasterRecordId")
        assert losers["IsDeleted"].isin(["true", "1"]).all()
        assert losers["MasterRecordId"].isin(rows["Id"]).all()
        assert frames(f"exports/{child}.csv")[column].isin(losers["Id"]).any(), name


def test_leads_of_nobody_wait_in_a_queue_that_is_no_user(table, plain):
    rows = table("Lead")
    waiting = rows["OwnerId"].str.startswith("00G")
    assert waiting.sum() == plain["leads"]["owner"].isna().sum() > 0
    assert not rows.loc[waiting, "OwnerId"].isin(table("User")["Id"]).any()


def test_ids_carry_the_checksum_that_salesforce_gives_them():
    real = salesforce_id("001", 0)
    assert len(real) == 18
    assert real[:15] == "001Kq0000000000"
    assert real[15:] == "IAA"  # K is the 4th letter of the first five: bit 3, the letter I


def test_flags_and_instants_differ_between_the_two_exports(exported):
    loader = exported("salesforce", "data_loader").frames("exports/Opportunity.csv")
    weekly = exported("salesforce", "weekly_export").frames("exports/Opportunity.csv")
    assert set(loader["IsClosed"]) == {"true", "false"}
    assert set(weekly["IsClosed"]) == {"1", "0"}
    assert loader["CreatedDate"].dropna().str.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.000Z").all()
    assert weekly["CreatedDate"].dropna().str.fullmatch(r"\d{4}-\d\d-\d\d [\d:]{8}").all()

"""CRMs and their files, recognised by headings, names and ids."""

from __future__ import annotations

from tests.draft.folders import CUSTOMERS, DEALS, HUBSPOT, SALESFORCE, USERS, Write, drafted


def test_a_crm_is_recognised_and_its_users_found_under_another_name(write: Write) -> None:
    write("people from admin.csv", USERS)
    found, settings = drafted(write("Opportunity (3).csv", SALESFORCE))
    assert (found.crm, settings.crm) == ("salesforce", "salesforce")
    assert settings.sources["opportunities"].columns == {}
    assert settings.lookups == {"User": "people from admin.csv"}
    assert "it has 100% of the ids under `OwnerId`" in found.text


def test_a_file_with_other_ids_is_not_taken_for_the_users(write: Write) -> None:
    write("people from admin.csv", USERS.replace("005A", "005Z"))
    _, settings = drafted(write("Opportunity.csv", SALESFORCE))
    assert settings.lookups == {}


def test_own_small_tables_come_before_those_of_the_crm(write: Write) -> None:
    write("Opportunity.csv", SALESFORCE)
    write("User.csv", USERS.replace("UserRoleId", "Department"))
    own = write("params/owners.csv", "owner,team,region\nAna,North,ES\n")
    found, settings = drafted(own)
    assert settings.sources["owners"].file == "params/owners.csv"
    assert "params/owners.csv has it under the kit's own headings" in " ".join(found.notes)


def test_files_of_a_second_crm_are_named_as_such(write: Write) -> None:
    write("Opportunity.csv", SALESFORCE)
    write("User.csv", USERS)
    found, _ = drafted(write("hubspot-crm-exports-all-deals.csv", HUBSPOT))
    said = "looks like Deals of HubSpot, and the project reads Salesforce"
    assert found.crm == "salesforce"
    assert said in " ".join(found.notes)
    tables = {entry.table: entry.file for entry in found.entries}
    assert tables["opportunities"] == "Opportunity.csv"


def test_headings_from_general_knowledge_are_marked_unverified(write: Write) -> None:
    write("Opportunity.csv", SALESFORCE)
    account = "Id,Name,Industry,BillingCountry,OwnerId\n001A00000001,One,Tools,ES,005A00000001\n"
    found, _ = drafted(write("Account.csv", account))
    (entry,) = [one for one in found.entries if one.table == "accounts"]
    assert entry.unverified[:2] == ("Id", "Name")
    assert "# headings not yet confirmed on a real export: `Id`, `Name`" in found.text
    assert "not yet confirmed" not in " ".join(found.checks)


def test_an_unknown_file_beside_a_crm_gets_a_guided_entry(write: Write) -> None:
    write("Opportunity.csv", SALESFORCE)
    found, settings = drafted(write("customers.csv", CUSTOMERS))
    assert found.crm == "salesforce"
    assert settings.sources["accounts"].columns["account_id"] == "Customer ID"


def test_a_tool_of_its_own_is_not_taken_for_a_crm(write: Write) -> None:
    found, _ = drafted(write("deals.csv", DEALS))
    assert found.crm == ""


def test_a_file_called_like_a_lookup_without_its_key_is_said(write: Write) -> None:
    write("Opportunity.csv", SALESFORCE)
    found, settings = drafted(write("UserRole.csv", "Role,Parent\nSales,\nNorth,Sales\n"))
    assert "UserRole" not in settings.lookups
    assert "called like `UserRole`, but `Id`" in " ".join(found.notes)

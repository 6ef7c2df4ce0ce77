"""Which entries of a lookup's file count, and where that file is."""

import pytest

from kit.data.readers.lookups import Lookups
from kit.errors import DataError
from kit.params import Settings
from tests.data.readers.acme import CRM


@pytest.fixture
def lookups(tmp_path):
    """Lookups of a project that declares one file of hosts."""

    def lookups(text):
        (tmp_path / "hosts.csv").write_text("VisitId,Name,Role,Since,Above\n" + text)
        declared = {"Host": "hosts.csv"}
        return Lookups.of(Settings(folder=tmp_path, lookups=declared, timezone="Europe/Rome"), CRM)

    return lookups


def test_of_a_log_the_latest_entry_in_the_zone_of_the_crm_counts(lookups):
    told = lookups(
        "v1,Ana,Host,2026-07-01T10:30:00,\nv1,Ben,Host,2026-07-01T12:00:00+02:00,\n"
    ).step("Host.Name")
    assert told.texts.to_dict() == {"v1": "Ana"}, "12:00 in Rome is 10:00 in UTC"


def test_entries_of_another_kind_do_not_count_and_an_empty_cell_is_a_kind(lookups):
    told = lookups("v1,Ana,Cook,2026-07-02,\nv1,Ben,,2026-07-01,\nv2,Cai,Cook,2026-07-01,\n")
    assert told.step("Host.Name").texts.to_dict() == {"v1": "Ben"}


def test_a_lookup_of_another_one_reads_its_file_and_leaves_entries_out(lookups):
    told = lookups("v1,Ana,Host,2026-07-01,x\nv2,Ben,Host,2026-07-01,\n")
    assert told.has("TopHost.Name")
    assert told.step("TopHost.Name").texts.to_dict() == {"v1": "Ana"}
    assert not told.has("Role.Name")


def test_an_id_with_different_texts_stands_for_none_of_them(lookups):
    told = lookups("v1,Ana,Host,2026-07-01,x\nv1,Ben,Host,2026-07-01,x\nv2,Ben,Host,,x\n")
    entries = told.step("TopHost.Name")
    assert (entries.texts.to_dict(), list(entries.ambiguous)) == ({"v2": "Ben"}, ["v1"])


@pytest.mark.parametrize("text", ["", "<html><body>Log in</body></html>"])
def test_a_lookup_that_cannot_be_read_is_named(tmp_path, text):
    if text:
        (tmp_path / "hosts.csv").write_text(text)
    found = Lookups(tmp_path, {"Host": "hosts.csv"}, CRM)
    with pytest.raises(DataError) as refused:
        found.step("Host.Name")
    (fault,) = refused.value.faults
    assert fault.message.startswith("the lookup `Host` cannot be read: ")
    assert fault.file == "hosts.csv"


def test_what_is_wrong_with_the_file_is_said_and_its_good_entries_count(lookups):
    told = lookups("v1,Ana,Host,2026-07-01,x\nv2,Ben\n")
    assert told.faults == ()
    assert told.step("Host.Name").texts.to_dict() == {"v1": "Ana"}
    (fault,) = told.faults
    assert (fault.severity, fault.file, fault.line) == ("warning", "hosts.csv", 3)
    assert fault.message == "the row has 2 fields, the heading 5. Its entry is left out."

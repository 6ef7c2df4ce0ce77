"""Somebody who was forgotten is nowhere, stays so, and no figure has changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit import files
from kit.data.forgotten import FILE
from kit.data.manifest import newest, read_snapshot
from kit.data.store import Store
from kit.data.takings import snapshot_ids, takings
from kit.errors import DataError, ParamError
from kit.forget import forget
from kit.ledger import Ledger
from kit.load import load
from kit.publisher import publish_site
from kit.publisher.verifying import verify
from tests.forget.conftest import ANN, BO, CLIENT, PHONE, TODAY, NamedSite, everything
from tests.publisher.small_site import SmallSite


def opportunities(site: NamedSite, name: str) -> pd.DataFrame:
    store = Store(site.settings.store)
    parts = [one for one in read_snapshot(store.folder, name).parts if one.table == "opportunities"]
    return store.read(parts)["opportunities"]


def digests(folder: Path) -> dict[str, str]:
    return {str(path): files.digest_file(path) for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_says_where_somebody_is_and_writes_nothing(site: NamedSite) -> None:
    before = digests(site.settings.outputs)
    found = forget(site.settings, ["ann  ÁVILA"], dry_run=True)
    assert digests(site.settings.outputs) == before
    assert found.spellings == {"ann  ÁVILA", ANN, "Ann  ávila"}
    assert found.quarantine == {"opportunities": 1}
    assert found.store["opportunities.owner"] == 5  # 3 in the first snapshot, 2 in the second
    assert found.store["owners.owner"] == 1  # one part, which both snapshots share
    assert found.store["observed_changes.old"] == 1
    assert len(found.editions) == 2
    pages = {(name, unit) for name in ("overview", "sales") for unit in ("", "EMEA", "Iberia")}
    assert len(found.pages) == len(pages)  # those of DACH name Bo alone
    assert any(one.startswith("runs/rendered/") for one in found.files)


def test_an_owner_is_nowhere_any_more_and_everybody_else_is_where_they_were(
    site: NamedSite,
) -> None:
    assert ANN in everything(site.settings.outputs)
    forget(site.settings, ["ann ávila"])
    after = everything(site.settings.outputs)
    assert "vila" not in after.lower()
    assert BO in after
    assert verify(site.settings) == []
    assert forget(site.settings, [ANN], dry_run=True).is_empty
    pages = {page.unit.team for page in Ledger(site.settings.outputs).good_pages()}
    assert pages == {"DACH"}
    assert BO in site.page("emea/dach/sales.html")


def test_amounts_counts_and_times_of_snapshots_stay(site: NamedSite) -> None:
    store = site.settings.store
    names, at = snapshot_ids(store), [one.at for one in takings(store)]
    before = [opportunities(site, name) for name in names]
    forget(site.settings, [ANN])
    after = [opportunities(site, name) for name in snapshot_ids(store)]
    assert [one.at for one in takings(store)] == at
    for one, other in zip(before, after, strict=True):
        assert one["amount"].sum() == other["amount"].sum() > 0
        assert len(one) == len(other)
    codes = [set(one.loc[one["owner"].ne(BO), "owner"]) for one in after]
    assert codes[0] == codes[1]
    assert len(codes[0]) == 1
    assert next(iter(codes[0])).startswith("Forgotten ")


def test_the_same_sources_bring_nobody_back_and_give_the_very_same_snapshot(
    site: NamedSite,
) -> None:
    forget(site.settings, [ANN])
    again = load(site.settings, today=TODAY)
    assert not again.changed
    said = [fault for fault in again.faults if "forgotten" in fault.message]
    named = {(one.table, one.column) for one in said}
    assert named == {(name, "owner") for name in ("opportunities", "owners", "leads", "activities")}
    assert all(one.severity == "warning" and ANN not in str(one) for one in said)
    assert "vila" not in everything(site.settings.outputs).lower()


def test_the_next_report_makes_the_withdrawn_pages_again(site: NamedSite) -> None:
    forget(site.settings, [ANN])
    snapshot = load(site.settings, today=TODAY).snapshot
    SmallSite(site.settings).ran(snapshot)  # as a run makes them now: without Ann
    publish_site(site.settings, snapshot)
    assert verify(site.settings) == []
    assert "€130" in site.page("emea/iberia/sales.html")


@pytest.mark.parametrize(
    ("text", "column", "left"),
    [
        (CLIENT, "name", "Roof for Forgotten "),
        (PHONE, "name", "), then visit"),
    ],
)
def test_an_address_or_a_number_is_taken_out_of_the_text_around_it(
    site: NamedSite, text: str, column: str, left: str
) -> None:
    forget(site.settings, [text])
    assert text not in everything(site.settings.outputs)
    newest_one = opportunities(site, snapshot_ids(site.settings.store)[0])
    assert newest_one[column].str.contains(left, regex=False).sum() == 1
    assert not load(site.settings, today=TODAY).changed


@pytest.mark.parametrize("text", ["L-100", "C-7001"])
def test_an_id_is_forgotten_wherever_records_refer_to_it(site: NamedSite, text: str) -> None:
    forget(site.settings, [text])
    assert text not in everything(site.settings.outputs)
    assert not load(site.settings, today=TODAY).changed
    store = Store(site.settings.store)
    snapshot = newest(store.folder)
    assert snapshot is not None
    tables = store.read(part for part in snapshot.parts if part.table in ("leads", "activities"))
    assert set(tables["activities"]["lead_id"]) <= set(tables["leads"]["lead_id"])


def test_a_unit_that_bears_the_name_gets_another(site: NamedSite) -> None:
    forget(site.settings, ["Iberia"])
    after = everything(site.settings.outputs)
    assert "iberia" not in after.lower()
    snapshot = newest(site.settings.store)
    assert snapshot is not None
    assert sorted(unit.team for unit in snapshot.tree.units if unit.team)[0] == "DACH"
    assert verify(site.settings) == []
    assert not load(site.settings, today=TODAY).changed


def test_somebody_whom_every_page_names_leaves_no_site(site: NamedSite) -> None:
    forget(site.settings, [ANN, BO])
    assert not (site.settings.outputs / "site").exists()
    assert "berg" not in everything(site.settings.outputs).lower()
    assert verify(site.settings) == []


def test_somebody_nowhere_named_is_left_out_from_then_on(site: NamedSite) -> None:
    assert forget(site.settings, ["Cy Coe"]).is_empty
    path = site.settings.folder / "leads.csv"
    path.write_text(path.read_text(encoding="utf-8") + "L-300,2026-01-03,new,CY COE\n", "utf-8")
    loaded = load(site.settings, today=TODAY)
    frame = Store(site.settings.store).read(
        part for part in loaded.snapshot.parts if part.table == "leads"
    )["leads"]
    assert not frame["owner"].str.contains("coe", case=False).any()


def test_what_names_nobody_alone_is_refused(site: NamedSite) -> None:
    for text in ("", "  ", "A", "-- ,"):
        with pytest.raises(ParamError, match="too short"):
            forget(site.settings, [text])
    with pytest.raises(ParamError, match="whom to forget"):
        forget(site.settings, [])


def test_nothing_is_loaded_while_the_tombstones_are_damaged(site: NamedSite) -> None:
    forget(site.settings, [ANN])
    path = site.settings.store / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert "vila" not in path.read_text(encoding="utf-8").lower()
    path.write_text(path.read_text(encoding="utf-8").replace(": 2", ": 3").replace("2\n", "3\n"))
    with pytest.raises(DataError, match="damaged"):
        load(site.settings, today=TODAY)


def test_a_damaged_store_is_refused_before_anything_is_written(site: NamedSite) -> None:
    part = next((site.settings.store / "parts").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1])
    before = digests(site.settings.outputs)
    with pytest.raises(DataError, match="damaged"):
        forget(site.settings, [ANN])
    assert digests(site.settings.outputs) == before

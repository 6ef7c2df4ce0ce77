"""A small company whose people are named everywhere that runs keep something."""

from __future__ import annotations

import shutil
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kit import files
from kit.load import load
from kit.params import Settings, Source
from kit.prepare import prepare
from kit.publisher import publish_site
from kit.runner import Task
from tests.publisher.small_site import SmallSite

ANN, BO, CLIENT, PHONE = "Ann Ávila", "Bo Berg", "jo.doe@example.com", "+34 612 345 678"
TODAY = date(2026, 3, 10)

_OPPORTUNITIES = f"""id,owner,status,amount,created,closed,title
o1,{ANN},won,100.25,2026-01-02,2026-02-02,Roof for {CLIENT}
o2,{ANN},won,50.50,2026-01-03,2026-02-12,"Call ({PHONE}), then visit"
o3,{{third}},open,70,2026-02-03,,Cellar
o4,{BO},won,30,2026-01-08,2026-02-03,Door
o5,{ANN},won,much,2026-01-08,2026-02-03,Window
"""
_OWNERS = f"owner,team,region,manager\n{ANN},Iberia,EMEA,{BO}\n{BO},DACH,EMEA,{BO}\n"
_LEADS = f"lead_id,created_at,status,owner\nL-100,2026-01-01,new,{ANN}\nL-200,2026-01-02,new,{BO}\n"
_ACTIVITIES = """activity_id,occurred_at,channel,owner,lead_id,contact_id
a1,2026-01-05,call,Ann  ávila,L-100,C-7001
a2,2026-01-06,call,Bo Berg,L-200,C-7002
"""


class NamedSite(SmallSite):
    """Pages that name the owner of their unit, as the executed notebooks of real ones do."""

    def _good(self, task: Task):  # type: ignore[no-untyped-def]
        good = super()._good(task)
        owner = {"Iberia": ANN, "DACH": BO}.get(task.page.unit.team, f"{BO}, {ANN}")
        path = self.settings.outputs / "runs" / good.notebook_file
        text = path.read_text(encoding="utf-8")
        escaped = owner.encode("ascii", "backslashreplace").decode().replace("\\xc1", "\\u00c1")
        path.write_text(text.replace("\\u20ac130", escaped), encoding="utf-8")
        results = [
            {**one, "text": str(one["text"]).replace("€130", owner)}
            for one in good.record["results"]
        ]
        digest = files.digest_file(path)
        return replace(good, record={**good.record, "results": results, "digest": digest})


def write_sources(folder: Path, *, third: str = ANN) -> None:
    files = {
        "opportunities": _OPPORTUNITIES.format(third=third),
        "owners": _OWNERS,
        "leads": _LEADS,
        "activities": _ACTIVITIES,
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def settings_of(folder: Path) -> Settings:
    columns = {"opportunity_id": "id", "created_at": "created", "closed_at": "closed"}
    columns |= {"name": "title", "stage": "status"}
    sources = {name: Source(file=f"{name}.csv") for name in ("owners", "leads", "activities")}
    sources["opportunities"] = Source(file="opportunities.csv", columns=columns)
    return Settings(folder=folder, name="Example", quarantine_limit=0.9, sources=sources)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots, two editions, a row set aside; between the snapshots an owner changed."""
    folder = tmp_path_factory.mktemp("named")
    NamedSite.of(folder)
    settings = settings_of(folder)
    for third, level in ((ANN, 0.8), (BO, 0.9)):
        write_sources(folder, third=third)
        now = NamedSite(settings.model_copy(update={"level": level}))
        snapshot = load(now.settings, today=TODAY).snapshot
        if third == BO:  # what was seen to change is among the tables made from a snapshot
            prepare(now.settings, snapshot)
        now.ran(snapshot)
        publish_site(now.settings, snapshot)
    return folder


@pytest.fixture
def site(made: Path, tmp_path: Path) -> NamedSite:
    """A copy of them of its own."""
    shutil.copytree(made, tmp_path / "project", symlinks=True)
    return NamedSite(settings_of(tmp_path / "project"))


def everything(folder: Path) -> str:
    """All below a folder as text: tables, packed pages, the ledger's very bytes, names of files."""
    return "\n".join(f"{path.name}\n{text_of(path)}" for path in sorted(folder.rglob("*")))


def text_of(path: Path) -> str:
    """What a file holds, unpacked; nothing of a folder or a link."""
    if path.is_symlink() or not path.is_file():
        return ""
    raw = path.read_bytes()
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pydict())
    if path.suffix == ".cards":
        return zlib.decompress(raw).decode()
    return raw.decode("utf-8", "replace").replace("\\u00c1", "Á")


def traces(folder: Path) -> list[str]:
    """Names of files below a folder that still name Ann."""
    return sorted(path.name for path in folder.rglob("*") if "vila" in text_of(path).lower())

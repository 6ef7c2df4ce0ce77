"""What a flipped bit or a killed process does to a project: named, done without, made anew."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit import files
from tests.system.project import Project

SETTINGS = """name: Nights
sources: {opportunities: {file: opportunities.csv}, owners: {file: owners.csv}}
"""
HEADING = "opportunity_id,created_at,stage,status,closed_at,amount,owner"
OWNERS = "owner,team,region\nAnn,Iberia,EMEA\nBob,DACH,EMEA\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "owners.csv").write_text(OWNERS, encoding="utf-8")
    return Project(tmp_path)


def export(project: Project, night: int) -> None:
    """One opportunity was won by Ann; the one of Bob grows from night to night."""
    rows = [
        "w,2026-01-05T09:00:00Z,Won,won,2026-03-01T09:00:00Z,10.50,Ann",
        f"o,2026-01-06T09:00:00Z,New,open,,{night}0,Bob",
    ]
    text = "\n".join([HEADING, *rows]) + "\n"
    (project.folder / "opportunities.csv").write_text(text, encoding="utf-8")


def nights(project: Project, count: int, *, prepared: bool = True) -> list[str]:
    names = []
    for night in range(1, count + 1):
        export(project, night)
        names.append(project.ask("load")["snapshot"])
        if prepared:
            project.ask("prepare")
    return names


def store(project: Project) -> Path:
    return project.folder / "outputs" / "store"


def own_part(project: Project, name: str) -> Path:
    """The part of Bob's opportunity, which no other night has."""
    fields = json.loads((store(project) / "snapshots" / f"{name}.json").read_text("utf-8"))
    (part,) = (
        one["digest"]
        for one in fields["parts"]
        if (one["table"], one["team"]) == ("opportunities", "DACH")
    )
    return store(project) / "parts" / f"{part}.parquet"


def file_of(project: Project, name: str, kind: str) -> Path:
    if kind == "part":
        return own_part(project, name)
    return store(project) / "snapshots" / f"{name}.{kind}"


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 8
    path.write_bytes(bytes(data))


def errors(project: Project, code: int = 0) -> list[str]:
    faults = project.ask("check", code=code)["faults"]
    return [fault["file"] for fault in faults if fault["severity"] == "error"]


SLOW = pytest.mark.acceptance
KINDS = ["json", pytest.param("taken", marks=SLOW), pytest.param("part", marks=SLOW)]


@pytest.mark.acceptance
@pytest.mark.parametrize("kind", KINDS)
def test_damage_to_an_older_snapshot_is_named_and_stops_nothing(
    project: Project, kind: str
) -> None:
    names = nights(project, 2, prepared=False)
    path = file_of(project, names[1], kind)
    export(project, 3)
    project.ask("load")
    flip(path)
    loaded = project.ask("load")
    assert not loaded["changed"]
    (said,) = (one for one in loaded["faults"] if "left out of movement" in one["message"])
    assert path.name in said["message"]
    assert project.ask("prepare")["changed"]
    assert errors(project, code=2) == [f"outputs/store/{path.relative_to(store(project))}"]
    listed = json.loads(project.kit("snapshots", "--verify", "--json", code=1).stdout)["snapshots"]
    assert [one["id"] for one in listed if one["damage"]] == [names[1]]
    assert project.ask("compute", "open_pipeline")["rows"]
    assert project.ask("prune")["snapshots"] == [names[1]]
    assert errors(project) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_snapshot_is_refused_while_it_is_damaged_and_loading_makes_it_anew(
    project: Project, kind: str
) -> None:
    names = nights(project, 2)
    path = file_of(project, names[-1], kind)
    whole = path.read_bytes()
    flip(path)
    said = project.kit("compute", "open_pipeline", code=2)
    assert path.name in said.stderr
    assert "kit load" in said.stderr
    loaded = project.ask("load")
    assert loaded["snapshot"] == names[-1]
    assert path.read_bytes() == whole
    assert errors(project) == []
    assert project.ask("compute", "open_pipeline")["rows"]


@pytest.mark.acceptance
def test_damaged_lists_of_derived_tables_are_refused_until_they_are_made_again(
    project: Project,
) -> None:
    names = nights(project, 2)
    path = store(project) / "derived" / f"{names[-1]}.json"
    whole = path.read_bytes()
    flip(path)
    said = project.kit("compute", "open_pipeline", code=2)
    assert path.name in said.stderr
    assert "kit prepare" in said.stderr
    assert project.ask("prepare")["changed"]
    assert path.read_bytes() == whole


KILLED = """
import os, signal, sys
left = 6

def dies(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(dies)
from kit.cli import main
sys.argv = ["kit", "load", "--project", sys.argv[1]]
main()
"""


@pytest.fixture
def killed(project: Project) -> Path:
    """What a load left half-written when it was killed while it renamed a part."""
    export(project, 1)
    command = [sys.executable, "-c", KILLED, str(project.folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    return one_leftover(project)


def one_leftover(project: Project) -> Path:
    (path,) = (project.folder / "outputs").rglob(f"{files.LEFTOVER}*")
    return path


@contextmanager
def running(project: Project) -> Iterator[None]:
    """Another process holds the project's lock."""
    code = (
        "import sys, pathlib\nfrom kit import files\n"
        "with files.lock(pathlib.Path(sys.argv[1]), holder='kit load'):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(project.folder / "outputs" / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.communicate()


@pytest.mark.parametrize("command", ["load", "prune"])
def test_what_a_killed_load_left_goes_with_the_next_but_never_what_another_run_writes(
    project: Project, killed: Path, command: str
) -> None:
    with running(project):
        project.kit(command, code=75)
        assert killed.exists()
    project.ask(command)
    assert not killed.exists()


def test_a_prune_that_only_says_what_would_go_leaves_leftovers(
    project: Project, killed: Path
) -> None:
    project.ask("prune", "--dry-run")
    assert killed.exists()

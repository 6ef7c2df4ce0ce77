"""The command line keeps its word: help, README, one JSON object, exit codes, no traceback."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import nbformat
import psutil
import pytest
import typer
from typer.testing import CliRunner

from kit import files
from kit.cli import app
from tests.cli.small_project import SETTINGS, ask, small_project
from tests.system.project import Project

COMMANDS: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined]

every_command = pytest.mark.parametrize("name", COMMANDS)
pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return small_project(tmp_path_factory.mktemp("cli") / "project")


@every_command
def test_every_command_helps_in_one_line(name: str) -> None:
    text = COMMANDS[name].help or ""
    assert text.endswith(".")
    assert "\n" not in text
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    assert f"kit {name}" in shown.output or f" {name} [OPTIONS]" in shown.output


@every_command
def test_every_option_helps(name: str) -> None:
    for option in COMMANDS[name].params:
        assert getattr(option, "help", ""), option.name


@every_command
def test_all_but_init_take_a_project_and_all_but_lab_answer_in_json(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert ("--project" in options) is (name != "init")
    assert ("--json" in options) is (name != "lab")


def test_the_readme_lists_every_command_and_no_other(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Commands")[1].split("\n## ")[0]
    assert re.findall(r"^\| `kit (\w+)` \|", table, re.MULTILINE) == list(COMMANDS)


def test_each_step_answers_with_one_object(project: Project) -> None:
    loaded = ask(project, "load")
    assert (loaded["changed"], loaded["as_of"], loaded["faults"]) == (False, "2026-02-03", [])
    prepared = ask(project, "prepare")
    assert {"owner_bookings", "win_probabilities", "forecast_paths"} <= {*prepared["tables"]}
    assert {"hazards", "win_probability", "forecast"} <= prepared["models"].keys()
    assert all({"state", "seconds", "note"} <= one.keys() for one in prepared["models"].values())
    assert ask(project, "status") == {
        "edition": None, "as_of": None, "age_hours": None, "units": []
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [("kpis",), ("kpis", "--json"), ("snapshots",)])
def test_an_answer_that_cannot_be_written_is_said_and_exits_with_1(
    project: Project, arguments: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "kit", *arguments, "--project", str(project.folder)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "kit: [Errno 28] No space left on device\n")


@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("arguments", "status"), [("snapshots --json", 0), ("snapshot", 2)])
def test_a_closed_stream_is_one_that_nobody_reads(
    project: Project, closing: str, arguments: str, status: int
) -> None:
    command = f"exec {sys.executable} -m kit {arguments} --project {project.folder} {closing}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_the_process_ends_before_libraries_take_down_their_threads(tmp_path: Path) -> None:
    """Else Arrow aborts one now and then; what Python itself tidies up is done."""
    code = (
        "import atexit, ctypes, sys\nfrom pathlib import Path\nfrom kit.cli import main\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.__cxa_atexit(ctypes.cast(libc.abort, ctypes.c_void_p), None, None)\n"
        "atexit.register(Path(sys.argv.pop()).touch)\n"
        "sys.argv.append('--help')\n"
        "main()\n"
    )
    tidied = tmp_path / "tidied"
    command = [sys.executable, "-c", code, str(tidied)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[OPTIONS] COMMAND" in done.stdout
    assert tidied.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("compute", "win_rat"), 2, "Did you mean `win_rate`?"),
        (("run", "--team", "Iberai"), 2, "Unknown team `Iberai`"),
        (("publish",), 1, "Run `kit run` first"),
        (("compute", "win_rate", "--csv", "/nowhere/x.csv"), 2, "--csv"),
    ],
)
def test_a_refusal_is_one_object_too(
    project: Project, arguments: tuple[str, ...], code: int, words: str
) -> None:
    answer = ask(project, *arguments, code=code)
    assert (answer["ok"], answer["faults"]) == (False, [])
    assert words in answer["error"]


@pytest.mark.parametrize("arguments", [("status", "--colour"), ("run", "--workers", "0")])
def test_misuse_exits_with_2_and_says_how(project: Project, arguments: tuple[str, ...]) -> None:
    done = project.kit(*arguments, code=2)
    assert "Usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_that_is_too_old_or_missing_exits_with_1(project: Project) -> None:
    assert "Nothing is published yet" in project.kit("status").stdout
    project.kit("status", "--max-age", "26h", code=1)


def test_a_folder_that_may_not_be_written_is_said_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "outputs").write_text("a file where a folder should be", encoding="utf-8")
    done = Project(tmp_path).kit("load", code=1)
    assert "outputs" in done.stderr
    assert "Traceback" not in done.stderr


def test_while_another_run_holds_the_lock_one_exits_with_75(project: Project) -> None:
    with files.lock(project.folder / "outputs" / "lock", holder="kit run, process 4711"):
        answer = ask(project, "run", code=75)
        assert "kit run, process 4711" in answer["error"]
        assert project.kit("status").returncode == 0  # reading needs no lock


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_to_run_and_how_to_tell_of_it_go_together(project: Project, form: str) -> None:
    """The company alone, one notebook, one language, three workers, all of it: one page."""
    quick = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    nbformat.write(quick, project.folder / "notebooks" / "quick.ipynb")
    choice = ("--only-unit", "--notebook", "quick", "--language", "en", "--workers", "3", "--all")
    done = project.kit("run", *choice, "--log", form, "--json")
    answer = json.loads(done.stdout)
    (page,) = answer["pages"]
    assert (page["unit"], page["notebook"], page["state"]) == ("", "quick", "done")
    assert (page["attempts"], page["earlier"]) == (1, [])
    if form == "json":
        events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
        assert events == ["begin", "page"]
    else:
        assert re.fullmatch(r"done +company quick \(en\) [0-9.]+ s \(1 of 1\)\n", done.stderr)
    (project.folder / "notebooks" / "quick.ipynb").unlink()


def test_a_run_that_is_ended_exits_with_143_and_leaves_nothing_behind(project: Project) -> None:
    command = [sys.executable, "-m", "kit", "run", "--project", str(project.folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until(lambda: len(below(process.pid)) >= 2)  # a worker, and the kernel below it
        begun = below(process.pid)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 143, said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(begun, timeout=60)
    assert alive == []
    ask(project, "prepare")  # the lock is free


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come within a minute."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "waited for a minute"
        time.sleep(0.1)


def below(pid: int) -> list[psutil.Process]:
    """Every process that `pid` began, or one of those."""
    return psutil.Process(pid).children(recursive=True)

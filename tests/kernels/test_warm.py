"""The warm process: one thread, no secrets, no life of its own."""

from __future__ import annotations

import os
import shutil
import signal
import stat as modes
import subprocess
import sys
import time
from pathlib import Path

from kit.kernels.source import source
from tests.kernels.talking import comes_true, is_running, kernel

ROOT = Path(__file__).parents[2]


def test_it_has_one_thread_and_so_has_numpy_in_a_kernel() -> None:
    with kernel() as talk:
        assert len(list(Path(f"/proc/{talk.parent}/task").iterdir())) == 1
        tasks = "len(os.listdir('/proc/self/task'))"
        before = talk.ask(f"import os\n{tasks}")
        product = "numpy.ones((600, 600)) @ numpy.ones((600, 600))"
        after = talk.ask(f"import numpy; {product}\n{tasks}")
        assert after == before


def test_notebooks_find_their_libraries_imported_and_nothing_that_must_not_be() -> None:
    with kernel(environment={"MPLBACKEND": "agg"}) as talk:
        loaded = set(talk.ask("import sys\nsorted(sys.modules)"))
    assert {
        "pandas",
        "seaborn",
        "statsmodels.tsa.seasonal",
        "matplotlib.pyplot",
        "kit.report",
    } <= loaded
    assert not loaded & {"matplotlib_inline.backend_inline", "duckdb"}


def test_secrets_reach_the_kernel_and_no_process_list() -> None:
    with kernel(environment={"CRM_PASSWORD": "open-sesame"}) as talk:
        assert talk.ask("import os\nos.environ['CRM_PASSWORD']") == "open-sesame"
        for process in (talk.process, talk.parent):
            for name in ("environ", "cmdline"):
                assert b"open-sesame" not in Path(f"/proc/{process}/{name}").read_bytes()


def test_its_sockets_lie_in_a_private_folder() -> None:
    with kernel() as talk:
        assert talk.manager.transport == "ipc"
        folder = Path(talk.manager.ip).parent
        assert modes.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder == source().folder(dict(os.environ))


def test_the_end_of_a_kernel_is_waited_for_no_longer_than_asked() -> None:
    with kernel() as talk:
        process = talk.manager.provisioner.process
        began = time.monotonic()
        assert not process.has_ended(0.2)
        assert 0.2 <= time.monotonic() - began < 5
        os.kill(talk.process, signal.SIGKILL)
        began = time.monotonic()
        assert process.has_ended(60)
        assert time.monotonic() - began < 30
        assert process.returncode == -signal.SIGKILL


def test_kernels_die_with_it_and_the_next_one_comes_from_a_new_one() -> None:
    with kernel() as talk:
        process, warm = talk.process, talk.parent
        child = talk.ask("import subprocess\nsubprocess.Popen(['sleep', '600']).pid")
        os.kill(warm, signal.SIGKILL)
        assert comes_true(lambda: not is_running(process))
        assert not talk.manager.is_alive()
        assert comes_true(lambda: not is_running(child))
    with kernel() as talk:
        assert talk.parent not in (warm, os.getpid())
        assert talk.ask("1") == 1


def test_variables_that_hold_from_the_start_have_a_warm_process_of_their_own() -> None:
    with kernel() as one, kernel(environment={"PYTHONHASHSEED": "7"}) as other:
        assert one.parent != other.parent
        code = [sys.executable, "-c", "print(hash('kit'))"]
        same = subprocess.check_output(code, env={**os.environ, "PYTHONHASHSEED": "7"})
        assert other.ask("hash('kit')") == int(same)


STARTER = """
import os, sys, time
from tests.kernels.talking import kernel
with kernel() as talk:
    print(talk.process, talk.parent, os.path.dirname(talk.manager.ip), flush=True)
    sys.stdin.read(1)
    os._exit(9)
"""


def test_nothing_is_left_when_whoever_started_it_is_gone() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    with starter:
        assert starter.stdout is not None
        process, warm, folder = starter.stdout.readline().split()
        assert is_running(int(process))
        starter.kill()
    assert comes_true(lambda: not is_running(int(process)) and not is_running(int(warm)))
    assert comes_true(lambda: not Path(folder).exists())


CHANGED = """
import os, pathlib
from tests.kernels.talking import kernel, comes_true, is_running
asked = "import kit.errors\\ngetattr(kit.errors, 'NEW', 'old')"
with kernel() as talk:
    first, warm = talk.ask(asked), talk.parent
    path = pathlib.Path(os.environ["PYTHONPATH"], "kit", "errors.py")
    path.write_text(path.read_text(encoding="utf-8") + "\\nNEW = 'new'\\n", encoding="utf-8")
    with kernel() as other:
        print(first, other.ask(asked), talk.ask("'lives'"), flush=True)
assert comes_true(lambda: not is_running(warm))
"""


def test_code_that_changed_meanwhile_is_not_served_from_memory(tmp_path: Path) -> None:
    for name in ("kit", "tests/kernels"):
        shutil.copytree(ROOT / name, tmp_path / name)
    said = subprocess.run(
        [sys.executable, "-c", CHANGED],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["old", "new", "lives"], said.stderr


def test_a_kernel_speaks_no_language_yet_and_leaves_its_libraries_to_the_debugger() -> None:
    with kernel() as talk:
        said = "(language.current().code, language.current().currency)"
        assert talk.ask(f"from kit import language\n{said}") == ("en", "")
        asked = "[os.path.dirname(library.__file__) for library in (ipykernel, pandas)]"
        own, other = talk.ask(f"import os, ipykernel, pandas\n{asked}")
        files = talk.ask("get_ipython().kernel._kernel_modules")
        assert any(file.startswith(own) for file in files)
        assert not any(file.startswith(other) for file in files)
        assert talk.ask("import ipykernel.ipkernel, sys\nipykernel.ipkernel.sys is sys") is True

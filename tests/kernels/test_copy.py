"""A forked kernel is a process of its own, as if it had been started anew."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

from kit.kernels import NAME
from tests.kernels.talking import comes_true, is_running, kernel, stat


def test_a_kernel_leads_a_session_and_a_group_of_its_own() -> None:
    with kernel() as talk:
        own = talk.ask("import os\n(os.getpid(), os.getpgid(0), os.getsid(0))")
        assert own == (talk.process, talk.process, talk.process)
        assert os.getsid(talk.parent) != talk.process


def test_its_environment_and_folder_are_those_of_an_ordinary_kernel(tmp_path: Path) -> None:
    asked = {"KIT_TASK": "one.json", "TZ": "Asia/Tokyo", "TMPDIR": str(tmp_path)}
    place = "os.getcwd(), time.tzname[0], tempfile.gettempdir()"
    code = f"import os, time, tempfile\n(dict(os.environ), {place})"
    told = []
    for name in (NAME, "python3"):
        with kernel(name, environment=asked, cwd=tmp_path) as talk:
            environment, *others = talk.ask(code)
        told.append((without_names(environment), others))
    assert told[0] == told[1]
    assert told[0][1] == [str(tmp_path), "JST", str(tmp_path)]
    assert told[0][0]["KIT_TASK"] == "one.json"


def without_names(environment: dict[str, str]) -> dict[str, str]:
    """Variables that differ from kernel to kernel, by the names that Jupyter gives it."""
    return {name: value for name, value in environment.items() if not name.startswith("JPY_")}


def test_nothing_of_one_kernel_is_left_in_the_next() -> None:
    with kernel(environment={"KIT_WORD": "first"}) as talk:
        talk.ask("import pandas\npandas.set_option('display.max_rows', 7)")
    with kernel() as talk:
        assert talk.ask("import os\nos.environ.get('KIT_WORD')") is None
        assert talk.ask("import pandas\npandas.get_option('display.max_rows')") != 7


def test_two_kernels_draw_different_numbers() -> None:
    code = "import random, numpy\n(random.random(), numpy.random.random())"
    with kernel() as one, kernel() as other:
        assert one.parent == other.parent
        drawn = one.ask(code), other.ask(code)
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]


def test_limits_and_mask_of_the_process_that_asks_hold_in_the_kernel() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    mask = os.umask(0o037)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] // 2, before[1]))
    try:
        with kernel() as talk:
            code = "import os, resource\n(resource.getrlimit(resource.RLIMIT_NOFILE), os.umask(0))"
            assert talk.ask(code) == ((before[1] // 2, before[1]), 0o037)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        os.umask(mask)


def test_an_interrupt_ends_the_cell_and_not_the_kernel() -> None:
    with kernel() as talk:
        code = "import time\nprint('at work', flush=True)\ntime.sleep(600)"
        # By default a kernel drops what is asked right after an error, as if it had been queued.
        talk.client.execute(code, stop_on_error=False)
        assert comes_true(lambda: talk.client.get_iopub_msg(timeout=60)["msg_type"] == "stream")
        talk.manager.interrupt_kernel()
        assert talk.client.get_shell_msg(timeout=60)["content"]["ename"] == "KeyboardInterrupt"
        assert talk.ask("1 + 1") == 2


def test_how_a_kernel_ended_is_known() -> None:
    for code, status in [("import os; os._exit(7)", 7), ("os.kill(os.getpid(), 11)", -11)]:
        with kernel() as talk:
            talk.client.execute(f"import os; {code}")
            assert comes_true(lambda: not talk.manager.is_alive())
            assert talk.manager.provisioner.process.returncode == status  # type: ignore[union-attr]


def test_an_ended_kernel_leaves_no_zombie() -> None:
    with kernel() as talk:
        process, warm = talk.process, talk.parent
    assert comes_true(lambda: not Path(f"/proc/{process}").exists())
    assert is_running(warm)


def test_what_a_kernel_started_ends_with_it_wherever_it_hides() -> None:
    with kernel() as talk:
        code = (
            "import subprocess as s\n"
            "[s.Popen(['sleep', '600']).pid,"
            " s.Popen(['sleep', '600'], start_new_session=True).pid,"
            " int(s.run('setsid sleep 600 & echo $!', shell=True, capture_output=True).stdout)]"
        ).replace("capture_output=True", "stdout=s.PIPE")
        started = talk.ask(code.replace("600 &", "600 >/dev/null &"))
        assert all(map(is_running, started))
        os.kill(talk.process, signal.SIGKILL)
        assert comes_true(lambda: not any(map(is_running, started)))


def test_a_kernel_ends_when_its_client_hangs_up() -> None:
    with kernel() as talk:
        assert stat(talk.process)[0] != "Z"
        talk.manager.provisioner.process.close()  # type: ignore[union-attr]
        assert comes_true(lambda: not is_running(talk.process))

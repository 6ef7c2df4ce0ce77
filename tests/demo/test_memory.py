"""Memory that a big demo takes: that of one chunk, however many there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WRITING = """
import resource, sys
from pathlib import Path
from kit.demo import write
write(Path(sys.argv[1]), opportunities=int(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(folder: Path, opportunities: int) -> int:
    """Peak memory of a process that writes a demo, in the system's unit."""
    command = [sys.executable, "-c", WRITING, str(folder), str(opportunities)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.acceptance
def test_four_times_as_many_opportunities_take_little_more_memory(tmp_path):
    pytest.importorskip("resource")
    assert peak(tmp_path / "four", 400_000) < 1.15 * peak(tmp_path / "one", 100_000)

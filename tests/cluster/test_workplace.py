"""Local workers of one Dask worker share a warm process, by project."""

from __future__ import annotations

from typing import Any, cast

from kit.cluster.parcel import Parcel
from kit.cluster.workplace import Workplace
from kit.runner import processes
from tests.kernels.talking import stat

ORDER: dict[str, Any] = {"environment": {"PYTHONHASHSEED": "0"}}


def test_pages_of_a_project_share_a_warm_process_and_it_ends_when_only_another_is_at_work() -> None:
    place = Workplace()
    first, other = (cast(Parcel, {"project": f"{name}-test", "limits": {}}) for name in "ab")
    for _ in range(2):
        place.begin()
    workers = [place._new(parcel, ORDER) for parcel in (first, first, other)]
    warm = [stat(worker._process.pid)[1] for worker in workers]
    assert warm[0] == warm[1] != warm[2]
    for worker in workers:
        worker.close()
    place.end()
    place._new(other, ORDER).close()
    assert processes.marked("a-test") == set()
    assert warm[2] in processes.marked("b-test")
    place.end()
    place.close()
    assert processes.marked("b-test") == set()

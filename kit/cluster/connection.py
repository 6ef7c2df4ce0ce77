"""Dask, as this room uses it: the only file that imports it. It comes with the extra `cluster`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from kit.errors import ParamError, RunError

LOCAL = "local"
"""In place of an address: workers on this machine that end with the run."""

_ANSWER_SECONDS = 60.0
_CONNECT_SECONDS = 10.0


class Connection:
    """A client of a scheduler; use `close` in the end.

    Parameters
    ----------
    address
        Of the scheduler (``tcp://host:8786``, ``tls://…``), or `LOCAL`.
    workers
        How many processes a local cluster has.

    Raises
    ------
    ParamError
        If Dask is not installed, or cannot make anything of the address.
    RunError
        If nobody answers there.
    """

    def __init__(self, address: str, workers: int) -> None:
        try:
            import distributed
        except ImportError as error:
            raise ParamError(
                "`--cluster` needs Dask. Install it with `pip install 'sales-report-kit[cluster]'`."
            ) from error
        for name in ("distributed", "tornado"):  # what matters is said by us, once
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._cluster: Any = None
        if address == LOCAL:
            self._cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                memory_limit=None,  # ours counts what a page starts, too
                silence_logs=logging.CRITICAL,
            )
        self.address = self._cluster.scheduler_address if self._cluster else address
        self._client = self._connected(distributed.Client)

    def _connected(self, client: Callable[..., Any]) -> Any:
        try:
            return client(self.address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise RunError(
                f"No Dask scheduler answers at {self.address}. Start one with `dask scheduler`, "
                "look whether the address is right and a firewall lets it through, "
                "or leave `--cluster` out: the run then takes place on this machine."
            ) from error
        except (ValueError, TypeError) as error:
            raise ParamError(
                f"`--cluster {self.address}` is no address of a Dask scheduler ({error}). "
                "Such an address looks like tcp://host:8786; `local` starts workers here."
            ) from error

    def threads(self) -> int:
        """How many pages the workers execute at the same time.

        Raises
        ------
        RunError
            If the scheduler is gone.
        """
        try:
            if self._client.status != "running":
                raise OSError(self._client.status)
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise RunError(
                f"The scheduler at {self.address} is gone. Pages that are done stay done: "
                "start the command again when it is back."
            ) from error

    def ask_all(self, function: Callable[..., Any], *arguments: object) -> dict[str, Any]:
        """What each worker answers, by its address; an exception where it could not.

        Raises
        ------
        RunError
            If not all of them answer in time.
        """
        answers: dict[str, Any] = {}

        def ask() -> None:
            with suppress(Exception):  # a client that is closed meanwhile
                answers.update(self._client.run(function, *arguments, on_error="return"))
            done.set()

        done = threading.Event()
        threading.Thread(target=ask, daemon=True).start()
        if not done.wait(_ANSWER_SECONDS):
            raise RunError(f"Not all workers of {self.address} answer; restart them.")
        return answers

    def forget(self, futures: Iterable[Any]) -> None:
        """Let the scheduler, if it is still there, forget what it was asked for."""
        with suppress(Exception):  # each way in which it can be gone has an error of its own
            self._client.cancel(list(futures))

    def submit(
        self, function: Callable[..., Any], argument: object, done: Callable[[Any], None]
    ) -> Any:
        """Have some worker call `function`; `done` gets the future, in another thread."""
        future = self._client.submit(function, argument, pure=False)
        future.add_done_callback(done)
        return future

    def close(self) -> None:
        """Leave the cluster, which forgets what it was asked for; end it if it is our own."""
        self._client.close()
        if self._cluster:
            self._cluster.close()


def is_loss(error: BaseException) -> bool:
    """Whether a page has no answer because all workers that were given it were lost."""
    from distributed import KilledWorker

    return isinstance(error, KilledWorker)


def still_wanted() -> Callable[[], bool]:
    """Tells, in the task that it was called in, whether its result is still asked for."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def is_wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state != "cancelled"

    return is_wanted

"""A PostgreSQL server of its own for tests: started, killed and started again at will."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest

PASSWORD = "hush-4711@crm"  # noqa: S105 (of a server that lives for one test run)
QUOTED = "hush-4711%40crm"
BIN = max(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, default=None
)
START_SECONDS, PAUSE_SECONDS = 60, 20
_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB")


class Server:
    """One cluster in a temporary folder, on a free port of this machine."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        # PostgreSQL refuses to run as root
        self.user = "postgres" if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://kit:{QUOTED}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the cluster, with a password for its only user."""
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        secret = self.folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        options = ["--no-sync", "--username=kit", "--auth=scram-sha-256", "--encoding=UTF8"]
        files = [f"--pgdata={self.folder / 'data'}", f"--pwfile={secret}", "--locale=C"]
        subprocess.run(
            [str(self.programs / "initdb"), *options, *files],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self.user,
            group=self.user,
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [
            *(*_QUICK, f"port={self.port}", "listen_addresses=127.0.0.1"),
            f"unix_socket_directories={self.folder}",
        ]
        where = ["-D", str(self.folder / "data")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), *where, *(f"--{one}" for one in settings)],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self.user,
                group=self.user,
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")[-2000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """End the server and all its processes at once, as a power cut does."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        self.process.wait()
        psutil.wait_procs(children, timeout=10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="kit",
            password=PASSWORD,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def run(self, *statements: LiteralString) -> list[tuple[Any, ...]]:
        """Run statements one after the other; rows of the last one."""
        with self.connect() as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def paused(self) -> Iterator[Server]:
        """Readers that call `stop_here()` stand still in it, until this context is left."""
        with self.connect() as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            yield self

    def reader(self) -> int:
        """Wait until a reader stands still; the id of its process."""
        end = time.monotonic() + PAUSE_SECONDS
        while time.monotonic() < end:
            found = self.run("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if found:
                return int(found[0][0])
            time.sleep(0.02)
        raise TimeoutError("no reader came to its pause")

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self.connect().close()
            return True
        return False


@contextmanager
def running() -> Iterator[Server]:
    """A server for the time of the context; skips the test where none is installed."""
    if BIN is None:
        pytest.skip("PostgreSQL is not installed")
    # not pytest's own folder: another user could not get there
    with tempfile.TemporaryDirectory(prefix="kit-postgres-") as name:
        server = Server(BIN, Path(name))
        server.create()
        try:
            server.start()
            server.run(
                "CREATE FUNCTION stop_here() RETURNS text LANGUAGE sql VOLATILE AS "
                "$$ SELECT pg_advisory_xact_lock_shared(1)::text $$"
            )
            yield server
        finally:
            server.stop()

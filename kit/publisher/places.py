"""Places to copy a site to. fsspec reaches them; it comes with the extra `remote`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kit import files
from kit.errors import ParamError, RunError

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/atom+xml; charset=utf-8",
    ".zip": "application/zip",
}


class Place(Protocol):
    """A folder somewhere; addresses are relative to it."""

    @property
    def url(self) -> str:
        """How it was named."""

    def read(self, path: str) -> bytes | None:
        """Content of a file; None where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place, whole or not at all."""

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""

    def names(self) -> set[str]:
        """Names of the files that lie in the folder itself."""


def place_of(url: str) -> Place:
    """The place that `url` names.

    Raises
    ------
    ParamError
        If fsspec or what it needs for such a URL is not installed, or there is no such kind.
    """
    try:
        from fsspec.core import url_to_fs  # here: it is an extra, and most commands need none of it

        system, path = url_to_fs(url)
    except ImportError as error:
        raise ParamError(
            f"`{url}` cannot be reached: {error}. "
            "Install what it takes with `pip install 'sales-report-kit[remote]'`."
        ) from error
    except ValueError as error:
        raise ParamError(f"`{url}` is no place that can be written to: {error}.") from error
    if "file" in _protocols(system):
        return Folder(url, Path(path))
    return Remote(url, system, path.rstrip("/"))


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or of a share that is mounted."""

    url: str
    folder: Path

    def read(self, path: str) -> bytes | None:
        """Content of a file; None where there is none."""
        found = self.folder / path
        return found.read_bytes() if found.is_file() else None

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place, whole or not at all."""
        target = self.folder / path
        files.make_folder(target.parent)
        files.write_atomic(target, content)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there, and folders that it leaves empty."""
        files.remove_tree(self.folder / path)
        for above in (self.folder / path).parents:
            if above == self.folder or any(above.iterdir()):
                return
            files.remove_tree(above)

    def names(self) -> set[str]:
        """Names of the files that lie in the folder itself."""
        there = self.folder.iterdir() if self.folder.is_dir() else ()
        return {path.name for path in there if path.is_file()}


@dataclass(frozen=True)
class Remote:
    """A folder of a bucket or a server, where one write puts one file in place."""

    url: str
    system: Any
    folder: str

    def read(self, path: str) -> bytes | None:
        """Content of a file; None where there is none."""
        with self._explained(path, "read"):
            try:
                return bytes(self.system.cat_file(f"{self.folder}/{path}"))
            except FileNotFoundError:
                return None

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place, whole or not at all."""
        is_s3 = "s3" in _protocols(self.system)
        how = {"ContentType": _TYPES[Path(path).suffix]} if is_s3 else {}
        with self._explained(path, "written"):
            self.system.pipe_file(f"{self.folder}/{path}", content, **how)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with self._explained(path, "removed"):
            try:
                self.system.rm_file(f"{self.folder}/{path}")
            except FileNotFoundError:
                return

    def names(self) -> set[str]:
        """Names of the files that lie in the folder itself."""
        with self._explained("", "listed"):
            self.system.invalidate_cache()
            try:
                return {path.rpartition("/")[2] for path in self.system.ls(self.folder, False)}
            except FileNotFoundError:
                return set()

    @contextmanager
    def _explained(self, path: str, verb: str) -> Iterator[None]:
        """Say which file was refused and why; each kind of place has errors of its own."""
        try:
            yield
        except Exception as error:
            why = (str(error).splitlines() or [type(error).__name__])[0]
            raise RunError(
                f"{self.url}/{path} could not be {verb}: {why}. Mend that, then start the command "
                "again; what lies there is untouched, and only what is missing is copied."
            ) from error


def _protocols(system: Any) -> tuple[str, ...]:
    protocol = system.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)

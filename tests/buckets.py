"""A bucket on a server that speaks S3, for as long as a test needs one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def bucket(name: str) -> Iterator[dict[str, str]]:
    """An empty bucket; the environment that leads to it is set, and given.

    Connections are kept by their settings, which stand in the environment and so are no part of
    what they are kept by: those of an earlier server are forgotten.
    """
    from moto.server import ThreadedMotoServer
    from s3fs import S3FileSystem

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in environment.items():
            patch.setenv(variable, value)
        S3FileSystem.clear_instance_cache()
        S3FileSystem().mkdir(name)
        yield environment
        S3FileSystem.clear_instance_cache()
    server.stop()

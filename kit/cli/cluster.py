"""Options of runs whose pages are executed by a cluster."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from kit.errors import ParamError
from kit.params import Settings
from kit.runner import Hire

ClusterOption = Annotated[
    str,
    typer.Option(
        "--cluster",
        help="Execute pages on the Dask workers of this scheduler, tcp://host:8786; or `local`.",
        show_default=False,
    ),
]
PartsOption = Annotated[
    str,
    typer.Option(
        "--parts",
        help="With --cluster: folder or URL (s3://bucket/kit) that workers read the data from. "
        "[default: the project's own store, at the same path]",
        show_default=False,
    ),
]


def hire_of(settings: Settings, cluster: str, parts: str, workers: int | None) -> Hire | None:
    """What makes the executor of a run on a cluster; None for a run on this machine alone."""
    if parts and not cluster:
        raise ParamError("`--parts` is where workers of a cluster read: it needs `--cluster`.")
    if not cluster:
        return None
    from kit.cluster import Dispatch  # the runner's and publisher's parts, and Dask in the end

    return partial(Dispatch, settings, cluster, workers, parts)

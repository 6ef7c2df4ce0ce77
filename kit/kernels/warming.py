"""What the warm process imports before the first fork: all that a notebook would import itself.

Nothing here may start a thread, open a database or attach to a shell. Above all
`matplotlib_inline.backend_inline` must stay out: imported where there is no shell, it attaches to
nothing, and every figure of every copy vanishes without an error.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

from kit.lean import lean

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")

_KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.comm", "ipykernel.debugger"),
    *("IPython.core.completer", "IPython.core.completerlib", "IPython.core.debugger"),
    *("IPython.core.magics", "IPython.core.pylabtools", "IPython.core.oinspect"),
    *("IPython.core.logger", "IPython.extensions.storemagic", "comm", "psutil", "sqlite3", "pdb"),
    *("debugpy.server.api", "tornado.platform.asyncio", "tornado.queues", "encodings.idna"),
)
_CHARTS = 16
"""Charts of a page whose axes are made before it is copied; a page with more makes its own."""
_NOTEBOOKS = (
    *("pandas", "numpy.random", "scipy.stats", "statsmodels.tsa.seasonal", "seaborn"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *("kit.report", "kit.advice", "kit.charts", "kit.estimates", "kit.kpis", "kit.models"),
    *("kit.tables", "kit.data.records", "kit.data.store", "pyarrow.parquet", "pyarrow.dataset"),
)

_COLLECT_AFTER = (10_000, 10, 10)
"""Thresholds of the garbage collector: a page is over before much has become garbage."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT, _MAPPED = 2**26, 2**25
"""Bytes that are kept once they are free, and from which on memory is got and given one by one."""

KERNEL_MODULES: dict[str, ModuleType] = {}
"""Modules that a new kernel has before a notebook imports anything; known after `warm_up`."""


def prepare_environment() -> None:
    """Set what keeps libraries from starting threads; before any of them is imported."""
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    os.environ["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger complains when imported


def warm_up(modules: Iterable[str] = ()) -> dict[str, str]:
    """Import everything, prepare what pages need, then set all aside for the garbage collector.

    What stands still after `gc.freeze` is neither visited nor written by the collectors of the
    copies, so that its memory stays shared.

    Parameters
    ----------
    modules
        What is imported besides: what workers need.

    Returns
    -------
    dict
        Variables that the kernel's own libraries added to the environment when imported.
    """
    before = set(os.environ)
    gc.disable()
    _import(_KERNEL, is_needed=False)  # names within IPython come and go with its versions
    added = {name: value for name, value in os.environ.items() if name not in before}
    KERNEL_MODULES.update(sys.modules)
    with lean():
        _import((*_NOTEBOOKS, *modules), is_needed=True)
    import_module("kit.charts.canvas").prepare(_CHARTS)
    import_module("kit.data.frames").prepare()
    _say_figures()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    gc.enable()
    _keep_memory()
    return added


def _say_figures() -> None:
    """Say what most pages say, of each kind once: forms are read and worked out on first use."""
    english = import_module("kit.language").Language("en", "EUR")
    for amount in (1.5, 1e6):
        english.money(amount), english.money(amount, compact=True), english.percent(amount)
    for period in ("week", "month", "quarter"):
        english.period(date(2020, 1, 6), period)


def _keep_memory() -> None:
    """Let glibc keep what is freed: memory given back is filled with zeros when got again."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option:
        set_option(_TRIM_THRESHOLD, _KEPT)
        set_option(_MMAP_THRESHOLD, _MAPPED)


def threads() -> int:
    """Number of threads of this process, those of libraries included."""
    return len(list(Path("/proc/self/task").iterdir()))


def _import(names: Iterable[str], *, is_needed: bool) -> None:
    for name in names:
        try:
            import_module(name)
        except ImportError:
            if is_needed:
                raise

"""Kernels: which one pages get, whether it starts, and whether it can draw."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from kit import kernels
from kit.doctor.sign import Sign
from kit.errors import ParamError

_SECONDS = 60


def kernel() -> Sign:
    """Whether pages run in kernels that are forked, and why not."""
    try:
        reason = kernels.why_not()
        name = kernels.kernel_name()
    except ParamError as error:
        return Sign("bad", "kernels", str(error), f"Unset {kernels.SWITCH}.")
    if name == kernels.NAME:
        return Sign("ok", "kernels", f"The kernelspec `{name}` is there; kernels are forked.")
    slow = "Each page starts an ordinary kernel, which takes seconds"
    if reason:
        cure = f"Unset {kernels.SWITCH}." if kernels.SWITCH in reason else ""
        return Sign("warn", "kernels", f"{slow}: {reason}.", cure)
    said = f"{slow}: the kernelspec `{kernels.NAME}` is not installed."
    return Sign("warn", "kernels", said, "Run `make -B install` in the kit's folder.")


def kernel_starts() -> Sign:
    """Whether a kernel starts and computes, tried with the one that pages get."""
    from jupyter_client.manager import start_new_kernel

    try:
        manager, client = start_new_kernel(
            startup_timeout=_SECONDS,
            kernel_name=kernels.kernel_name(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except Exception as error:  # whatever Jupyter raises, the reason is what counts
        said = f"A kernel does not start: {type(error).__name__}: {error}"
        cure = (
            "`jupyter kernelspec list` says which kernels there are; take out one whose Python is "
            "gone. HOME and TMPDIR must be folders to write in."
        )
        return Sign("bad", "a kernel", said, cure)
    try:
        answer = client.execute_interactive("6 * 7", timeout=_SECONDS, output_hook=lambda _: None)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    status = answer["content"]["status"]
    if status != "ok":
        return Sign("bad", "a kernel", f"A kernel answers with `{status}`.", "See `kit lab`.")
    return Sign("ok", "a kernel", "One started and computed.")


def drawing() -> Sign:
    """Whether the drawing library has a folder to keep its list of fonts in."""
    import matplotlib as mpl

    cache = Path(mpl.get_cachedir())
    if cache.parent == Path(tempfile.gettempdir()) and cache.name.startswith("matplotlib-"):
        said = "No folder for its list of fonts can be written: each run makes the list again."
        return Sign("warn", "charts", said, "Set MPLCONFIGDIR to a folder to write in.")
    return Sign("ok", "charts", "The list of fonts is kept from run to run.")

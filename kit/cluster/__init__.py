"""Runs beyond one machine: pages executed by Dask workers; all else stays where the run began.

A worker is sent one page at a time: the notebook, what a kernel is handed, and where the unit's
parts lie. It gives back the executed notebook and how it went. Ledger, retries and publishing
never leave the machine that started the run, so a lost worker loses a page's seconds and no more.

::

    connection   the only file that knows Dask
    dispatch     pages handed out and taken back, beside the run       (where the run began)
    depot        where the parts lie: the project's store, or a copy of it in a bucket
    parcel       what travels, and what must be alike on both sides
    workplace    folder, parts and processes of one Dask worker        (at the worker)
    remote       what a Dask worker is asked to do                     (at the worker)
"""

from kit.cluster.dispatch import Dispatch

__all__ = ["Dispatch"]

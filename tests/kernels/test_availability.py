"""Where kernels are not forked, and how that is said."""

from __future__ import annotations

import sys

import pytest

from kit.errors import ParamError
from kit.kernels import NAME, kernel_name, why_not


def test_kernels_are_forked_unless_asked_otherwise() -> None:
    assert why_not({}) == why_not({"KIT_KERNELS": "forked"}) == ""
    assert "ordinary" in why_not({"KIT_KERNELS": "ordinary"})


def test_an_unknown_word_is_refused_with_the_likely_one() -> None:
    with pytest.raises(ParamError, match="Did you mean `ordinary`"):
        why_not({"KIT_KERNELS": "ordinry"})


def test_elsewhere_than_on_linux_no_process_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert "win32" in why_not({})


def test_the_kernelspec_is_installed_with_the_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_KERNELS", raising=False)
    assert kernel_name() == NAME
    monkeypatch.setenv("KIT_KERNELS", "ordinary")
    assert kernel_name() == "python3"

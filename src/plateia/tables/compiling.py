"""How kernels are compiled: for one signature, ahead of the first call, the machine code kept where there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])

compiled = cast("Callable[[_Function], _Function]", njit)
"""Part of a kernel: compiled with it. To the type checker both decorators leave a function as it is."""


def kernel(signature: object) -> Callable[[_Function], _Function]:
    """Compile for one signature and keep the machine code; inputs may be read-only arrays, as pandas gives them."""

    def compile_for_signature(function: _Function) -> _Function:
        try:
            return cast("_Function", njit(signature, cache=True)(function))
        except RuntimeError:
            # Nowhere to keep the code: the package and the home folder are both read-only.
            return cast("_Function", njit(signature)(function))

    return compile_for_signature

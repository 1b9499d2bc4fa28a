"""The compiled core: kernels, constants, engines."""

from collections.abc import Sequence
from typing import Self, final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import disjoint_base

__all__ = [
    "ASSET_COLUMNS",
    "CONSTANTS",
    "EARTH_FORCING",
    "EARTH_HEAT_LIMITS",
    "EARTH_PARAMETERS",
    "EARTH_SLOTS",
    "LAW_ABI",
    "LAW_CONTEXT",
    "LAW_SLOTS",
    "LEDGER_COLUMNS",
    "ORBIT_PARAMETERS",
    "ORBIT_SLOTS",
    "PROJECT_COLUMNS",
    "STEPPER_INPUTS",
    "STEPPER_OUTPUTS",
    "WORTH_COLUMNS",
    "BatchKernel",
    "EarthStepper",
    "EarthYear",
    "Kernel",
    "SeriesKernel",
    "__version__",
    "batch_kernel_named",
    "call_law",
    "kernel_named",
    "kernel_names",
    "normal_quantile",
    "random_words",
    "rate_of_return",
    "series_kernel_named",
    "simulate",
    "toml_tree",
    "uniforms",
    "worth",
]

__version__: str
CONSTANTS: dict[str, float]

@final
class Kernel:
    @property
    def inputs(self) -> list[str]: ...
    @property
    def outputs(self) -> list[str]: ...
    def scalar(self, *arguments: float) -> list[float]: ...
    def arrays(self, size: int, *arguments: NDArray[np.float64]) -> list[NDArray[np.float64]]: ...

@final
class SeriesKernel:
    @property
    def inputs(self) -> list[str]: ...
    @property
    def outputs(self) -> list[str]: ...
    def rows(self, rows: int, steps: int, *arguments: NDArray[np.float64]) -> list[NDArray[np.float64]]: ...

@final
class BatchKernel:
    @property
    def inputs(self) -> list[str]: ...
    @property
    def outputs(self) -> list[str]: ...
    def rows(
        self, rows: int, steps: int, threads: int, lengths: list[int], *arguments: NDArray[np.float64]
    ) -> list[NDArray[np.float64]]: ...

def kernel_named(name: str) -> Kernel: ...
def series_kernel_named(name: str) -> SeriesKernel: ...
def batch_kernel_named(name: str) -> BatchKernel: ...
def kernel_names() -> list[str]: ...
def uniforms(seed: int, stream: int, start: int, count: int) -> NDArray[np.float64]: ...
def random_words(seed: int, stream: int, start: int, count: int, purpose: int) -> NDArray[np.uint64]: ...
def normal_quantile(p: NDArray[np.float64]) -> NDArray[np.float64]: ...
def toml_tree(text: str, most: int) -> tuple[str, object, int, int]: ...

@disjoint_base
class EarthStepper:
    def __new__(
        cls,
        slots: list[tuple[str, str]],
        names: list[str],
        values: NDArray[np.float64],
        forcing_names: list[str],
        forcing: NDArray[np.float64],
        start_unix_s: int,
        step_s: float,
        outputs: list[str],
        laws: Sequence[object] = ...,
    ) -> Self: ...
    def step(self, dt_s: float, inputs: dict[str, float] | None = None) -> dict[str, float]: ...
    def state(self) -> bytes: ...
    def restore(self, state: bytes) -> None: ...
    def sums(self) -> dict[str, float]: ...
    @property
    def elapsed_s(self) -> float: ...
    @property
    def start_unix_s(self) -> int: ...

LEDGER_COLUMNS: list[str]
STEPPER_INPUTS: list[str]
STEPPER_OUTPUTS: list[str]
EARTH_PARAMETERS: list[str]
EARTH_FORCING: list[str]
ORBIT_PARAMETERS: list[str]
ORBIT_SLOTS: list[tuple[str, list[str]]]
EARTH_HEAT_LIMITS: list[str]
EARTH_SLOTS: list[tuple[str, list[str]]]
LAW_SLOTS: list[tuple[str, list[str], list[str]]]
LAW_CONTEXT: list[str]
LAW_ABI: tuple[str, int, int]

def call_law(law: object, rows: NDArray[np.float64]) -> NDArray[np.float64]: ...

PROJECT_COLUMNS: list[str]
ASSET_COLUMNS: list[str]
WORTH_COLUMNS: list[str]

def rate_of_return(yearly: NDArray[np.float64]) -> tuple[float, int]: ...
def worth(
    n_months: int,
    projects: NDArray[np.float64],
    assets: NDArray[np.float64],
    hours: NDArray[np.float64],
    rent: NDArray[np.float64],
    lease: NDArray[np.float64],
    step_months: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]: ...

@final
class EarthYear:
    def __new__(
        cls,
        slots: list[tuple[str, str]],
        forcing_names: list[str],
        forcing: NDArray[np.float64],
        start_unix_s: int,
        step_s: float,
    ) -> EarthYear: ...
    def simulate(self, names: list[str], values: NDArray[np.float64], threads: int) -> dict[str, NDArray[np.float64]]: ...
    def series(
        self, names: list[str], values: NDArray[np.float64], draw: int, only: list[str] | None = None
    ) -> tuple[list[str], list[NDArray[np.float64]], int, float]: ...

def simulate(
    engine: str,
    slots: list[tuple[str, str]],
    names: list[str],
    values: NDArray[np.float64],
    forcing_names: list[str],
    forcing: NDArray[np.float64],
    start_unix_s: int,
    step_s: float,
    threads: int,
    series_of_draw: int | None,
    laws: Sequence[object] = ...,
) -> tuple[dict[str, NDArray[np.float64]], tuple[list[str], list[NDArray[np.float64]], int, float] | None]: ...

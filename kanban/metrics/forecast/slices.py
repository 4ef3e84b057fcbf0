"""Distributions of a pace with mean 1, each as the means of equally likely slices."""

from functools import lru_cache
from itertools import pairwise
from math import exp, inf, lgamma, log
from statistics import NormalDist

SLICES = 20
_CENTRES = [(i + 0.5) / SLICES for i in range(SLICES)]


def exponential_slices() -> tuple[float, ...]:
    """The means of the slices of the exponential distribution with mean 1."""
    edges = [-log(1 - i / SLICES) for i in range(SLICES)]
    # the mean over the part above x is (x + 1) exp(-x)
    above = [(x + 1) * exp(-x) for x in edges] + [0.0]
    return tuple(SLICES * (low - high) for low, high in pairwise(above))


def gamma_slices(variance: float) -> tuple[float, ...]:
    """The means of the slices of the gamma distribution with mean 1 and a variance, to the third decimal of it."""
    return _gamma_slices(max(round(variance, 3), 0.001))


@lru_cache(maxsize=4096)
def _gamma_slices(variance: float) -> tuple[float, ...]:
    shape = 1 / variance
    below = [0.0]
    for i in range(1, SLICES):
        x = _quantile(shape, i / SLICES)
        # the part of the mean below x: P(k + 1, x) = P(k, x) - x^k exp(-x) / Gamma(k + 1)
        below.append(i / SLICES - exp(shape * log(x) - x - lgamma(shape + 1)) if x else 0.0)
    below.append(1.0)
    return tuple(max(0.0, SLICES * (high - low)) for low, high in pairwise(below))


def _quantile(shape: float, level: float) -> float:
    """The quantile of the gamma distribution with scale 1: Newton's steps on log x, kept between bounds.

    The first guess is that of Wilson and Hilferty (1931), or the leading term of P(k, x) near 0.
    """
    cube = 1 - 1 / (9 * shape) + NormalDist().inv_cdf(level) / (3 * shape**0.5)
    near_zero = (log(level) + lgamma(shape + 1)) / shape
    if near_zero < -700:
        return 0.0
    y = log(shape) + 3 * log(cube) if cube > 0.3 else near_zero
    low, high = -inf, inf
    for _ in range(60):
        x = exp(y)
        gap = lower_gamma(shape, x) - level
        low, high = (low, y) if gap > 0 else (y, high)
        slope = exp(shape * y - x - lgamma(shape))
        step = -gap / slope if slope else 0.0
        if abs(step) < 1e-10:
            break
        y += max(-1.0, min(1.0, step))
        if not low < y < high:
            y = (low + high) / 2
    return exp(y)


def lower_gamma(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(shape, x), by its power series (Abramowitz, Stegun 6.5.29)."""
    if x <= 0:
        return 0.0
    term = total = 1 / shape
    divisor = shape
    while term > total * 1e-15:
        divisor += 1
        term *= x / divisor
        total += term
    return min(1.0, total * exp(shape * log(x) - x - lgamma(shape)))

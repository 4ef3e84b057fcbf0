"""Distributions of a pace with mean 1, each as the means of equally likely slices."""

from functools import lru_cache
from itertools import pairwise
from math import exp, lgamma, log
from statistics import NormalDist

SLICES = 20


def exponential_slices() -> tuple[float, ...]:
    """The means of the slices of the exponential distribution with mean 1."""
    edges = [-log(1 - i / SLICES) for i in range(SLICES)]
    # the mean over the part above x is (x + 1) exp(-x)
    above = [(x + 1) * exp(-x) for x in edges] + [0.0]
    return tuple(SLICES * (low - high) for low, high in pairwise(above))


def gamma_slices(variance: float) -> tuple[float, ...]:
    """The means of the slices of the gamma distribution with mean 1 and a variance from 0.01 to 20.

    The variance is taken to its third decimal, so that boards share what is computed.
    """
    return _gamma_slices(round(variance, 3))


@lru_cache(maxsize=4096)
def _gamma_slices(variance: float) -> tuple[float, ...]:
    shape = 1 / variance
    below = [0.0]
    for i in range(1, SLICES):
        x = _quantile(shape, i / SLICES)
        # the part of the mean below x: P(k + 1, x) = P(k, x) - x^k exp(-x) / Gamma(k + 1)
        below.append(i / SLICES - exp(shape * log(x) - x - lgamma(shape + 1)))
    below.append(1.0)
    return tuple(max(0.0, SLICES * (high - low)) for low, high in pairwise(below))


def _quantile(shape: float, level: float) -> float:
    """The quantile of the gamma distribution with scale 1, by Newton's steps on log x.

    The first guess is that of Wilson and Hilferty (1931), or near 0 the leading term of P(k, x).
    """
    cube = 1 - 1 / (9 * shape) + NormalDist().inv_cdf(level) / (3 * shape**0.5)
    y = log(shape) + 3 * log(cube) if cube > 0.3 else (log(level) + lgamma(shape + 1)) / shape
    for _ in range(30):
        x = exp(y)
        step = (lower_gamma(shape, x) - level) / exp(shape * y - x - lgamma(shape))
        y -= max(-1.0, min(1.0, step))
        if abs(step) < 1e-9:
            break
    return exp(y)


def lower_gamma(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(shape, x), x > 0: Abramowitz and Stegun (1964), 6.5.29."""
    term = total = 1 / shape
    divisor = shape
    while term > total * 1e-15:
        divisor += 1
        term *= x / divisor
        total += term
    return min(1.0, total * exp(shape * log(x) - x - lgamma(shape)))

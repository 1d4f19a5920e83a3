"""Three distributions from the standard library alone: Beta, chi-square and Student's t."""

import math
from statistics import NormalDist

_TINY = 1e-300


def beta_below(x: float, a: float, b: float) -> float:
    """Chance that a Beta(a, b) value is at most x: the regularised incomplete beta function (DLMF 8.17)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast only on this side of the mean
        return 1.0 - beta_below(1 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / (a * _beta_fraction(x, a, b))


def chi_square_above(x: float, degrees: int) -> float:
    """Chance that chi-square with whole `degrees` of freedom exceeds x, by the recurrence of Q(a, x) (DLMF 8.8.6)."""
    if x <= 0 or degrees < 1:
        return 1.0
    half = x / 2
    a = 0.5 if degrees % 2 else 1.0
    chance = math.erfc(math.sqrt(half)) if degrees % 2 else math.exp(-half)
    while a < degrees / 2:
        chance += math.exp(a * math.log(half) - half - math.lgamma(a + 1))
        a += 1
    return min(chance, 1.0)


def t_for_95(degrees: int) -> float:
    """Student's t with 95 % between -t and t, by bisection; `degrees` of freedom from 1."""
    low, high = NormalDist().inv_cdf(0.975), 13.0
    for _ in range(60):
        middle = (low + high) / 2
        outside = beta_below(degrees / (degrees + middle**2), degrees / 2, 0.5)
        low, high = (middle, high) if outside > 0.05 else (low, middle)
    return (low + high) / 2


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction DLMF 8.17.22, forwards by the modified Lentz method (Thompson and Barnett 1986)."""
    value, upper, lower = 1.0, 1.0, 0.0
    step = 0
    while step < 10_000:
        step += 1
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / ((1 + term * lower) or _TINY)
        upper = (1 + term / upper) or _TINY
        value *= upper * lower
        if abs(upper * lower - 1) < 1e-15:
            break
    return value

"""A linear autoencoder, x → W_d W_e x, trained by gradient descent on the mean squared error.

With S = XᵀX / n the loss is tr (I − W_d W_e) S (I − W_d W_e)ᵀ, so that a step costs nothing in the number of rows. Its
minima span the plane of the leading principal components (Baldi and Hornik 1989).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.agreement import Agreement, relative
from workbench.numerics.bounds import Residual

Array = np.ndarray[Any, np.dtype[Any]]


class Training(NamedTuple):
    """Encoders k x p and decoders p x k after each step, and the loss."""

    encoders: Array
    decoders: Array
    loss: Array
    diverged: bool


def train(S: Array, encoder: Array, decoder: Array, eta: float, steps: int, limit: float = 1e6) -> Training:
    """Both matrices move at once along their gradients; a loss that grows beyond the limit ends the training."""
    E, D, identity = [encoder], [decoder], np.eye(len(S), dtype=S.dtype)
    total = float(np.trace(S))
    loss = [_loss(S, encoder, decoder, identity)]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            off = (D[-1] @ E[-1] - identity) @ S
            E.append(E[-1] - 2 * eta * (D[-1].T @ off))
            D.append(D[-1] - 2 * eta * (off @ E[-2].T))
            loss.append(_loss(S, E[-1], D[-1], identity))
            if not loss[-1] <= limit * max(total, loss[0]):
                return Training(np.array(E[:-1]), np.array(D[:-1]), np.array(loss[:-1], S.dtype), True)
    return Training(np.array(E), np.array(D), np.array(loss, S.dtype), False)


def _loss(S: Array, encoder: Array, decoder: Array, identity: Array) -> float:
    off = decoder @ encoder - identity
    return float(np.einsum("ij,jk,ik->", off, S, off, optimize=True))


def check_training(S: Array, encoders: Array, decoders: Array, eta: float) -> tuple[Agreement, ...]:
    """Every step of both once more, with the products the other way round: W_dᵀ W_d W_e S − W_dᵀ S and so on."""
    E, D = encoders[:-1], decoders[:-1]
    Et, Dt = np.swapaxes(E, 1, 2), np.swapaxes(D, 1, 2)
    with np.errstate(all="ignore"):
        ES = E @ S
        downhill = (Dt @ D) @ ES - Dt @ S, D @ (ES @ Et) - S @ Et
    size = float(np.linalg.norm(S, 2))
    e, d = (np.linalg.norm(part, axis=(1, 2)) for part in (E, D))
    scales = e + 4 * eta * size * d * (1 + d * e), d + 4 * eta * size * e * (1 + d * e)
    parts = zip((encoders, decoders), (E, D), downhill, scales, strict=True)
    return tuple(_one(whole, before, 2 * eta * slope, scale) for whole, before, slope, scale in parts)


def _one(whole: Array, before: Array, change: Array, scale: Array) -> Agreement:
    with np.errstate(all="ignore"):
        observed = np.abs(whole[1:] - (before - change)).max(axis=(1, 2), initial=0)
    found = Residual.of(observed, scale, whole.dtype)
    return Agreement(found, relative(found, float(np.abs(whole[-1]).max(initial=0))))

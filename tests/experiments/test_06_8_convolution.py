"""Chapter 6.8: a convolution is a banded matrix, and that of deep learning does not flip the kernel."""

from __future__ import annotations

import numpy as np

SIGNAL, KERNEL = [1, 2, 4, 7, 11], [1, 0, -1]
IMAGE, PATCH = np.arange(16).reshape(4, 4), [[1, 2], [3, 4]]


def test_6_8_a_signal(ask, value):
    slid = ask("correlate", SIGNAL, KERNEL)
    assert slid.outputs["result"].tolist() == [-3, -5, -7]
    assert "not flipped" in slid.details["meaning"]
    assert value("convolve", SIGNAL, KERNEL).tolist() == [3, 5, 7]
    T = value("convolution_matrix", KERNEL, n=5, flip=False)
    assert T.tolist() == [[1, 0, -1, 0, 0], [0, 1, 0, -1, 0], [0, 0, 1, 0, -1]]
    assert value("matmul", T, SIGNAL).tolist() == [-3, -5, -7]
    assert value("matmul", value("convolution_matrix", KERNEL, n=5), SIGNAL).tolist() == [3, 5, 7]


def test_6_8_an_image(ask, value):
    windows = [[34, 44, 54], [74, 84, 94], [114, 124, 134]]
    flipped = [[16, 26, 36], [56, 66, 76], [96, 106, 116]]
    assert value("correlate", IMAGE, PATCH).tolist() == windows
    assert value("convolve", IMAGE, PATCH).tolist() == flipped
    found = ask("convolution_matrix_2d", PATCH, rows=4, columns=4, flip=False)
    T = found.outputs["result"]
    assert T.shape == (9, 16)
    assert found.details["non_zeros"] == np.count_nonzero(T) == 36
    assert value("matmul", T, IMAGE.ravel()).reshape(3, 3).tolist() == windows

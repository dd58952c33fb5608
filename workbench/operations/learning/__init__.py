"""Building blocks of deep learning: layers, activations, sliding products, graphs, descent."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Deep learning")

ENTRIES: tuple[Entry, ...] = (
    _entry("affine", "Affine layer", "linear dense fully connected weights bias batch"),
    _entry(
        "mlp",
        "Two-layer network",
        "one hidden layer neural multilayer perceptron forward backward pass gradient backpropagation",
    ),
    _entry("relu", "ReLU", "rectifier activation", module="activations"),
    _entry("sigmoid", "Sigmoid", "logistic activation", module="activations"),
    _entry("tanh", "Hyperbolic tangent", "activation", module="activations"),
    _entry("gelu", "GELU", "activation Gaussian error linear unit", module="activations"),
    _entry("softmax", "Softmax", "probabilities logits shares"),
    _entry("gradient_descent", "Gradient descent", "optimise learning rate step size minimise"),
    _entry("convolve", "Convolution", "sliding product flipped kernel filter conv conv2", module="sliding"),
    _entry("correlate", "Cross-correlation", "sliding product CNN deep learning convolution filter", module="sliding"),
    _entry("convolution_matrix", "Convolution matrix", "Toeplitz banded convmtx"),
    _entry(
        "convolution_matrix_2d", "Convolution matrix of an image", "Toeplitz blocks CNN", module="convolution_matrix"
    ),
    _entry("linear_autoencoder", "Linear autoencoder", "train encoder decoder bottleneck PCA"),
    _entry("adjacency", "Adjacency matrix", "graph network edges nodes"),
    _entry("laplacian", "Laplacian of a graph", "network degrees"),
    _entry("pagerank", "PageRank", "network rank random surfer stationary"),
    _entry("centrality", "Eigenvector centrality", "network importance"),
    _entry("triangles", "Triangles of a graph", "network clustering count"),
)

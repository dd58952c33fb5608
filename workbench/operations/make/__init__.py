"""Matrices made from a few numbers: simple, random, geometric and famous ones."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Make a matrix")

ENTRIES: tuple[Entry, ...] = (
    _entry("eye", "Identity", "unit diagonal", module="constant"),
    _entry("zeros", "Zeros", "null empty", module="constant"),
    _entry("ones", "Ones", "constant", module="constant"),
    _entry("full", "One number everywhere", "constant fill", module="constant"),
    _entry("diagonal_matrix", "Diagonal", "diag", module="lists"),
    _entry("random_normal", "Random: normal", "Gaussian randn noise", module="random_entries"),
    _entry("random_uniform", "Random: uniform", "rand noise", module="random_entries"),
    _entry("random_integers", "Random: integers", "randint dice randi", module="random_entries"),
    _entry("random_orthogonal", "Random: orthogonal", "Haar rotation", module="random_spectra"),
    _entry("random_positive_definite", "Random: positive definite", "SPD covariance", module="random_spectra"),
    _entry(
        "random_spectrum", "Random: given spectrum", "spectrum eigenvalues singular values", module="random_spectra"
    ),
    _entry("random_cond", "Random: given condition number", "conditioning ill", module="random_spectra"),
    _entry("random_markov", "Random: Markov", "stochastic transition probabilities", module="random_entries"),
    _entry("rotation", "Rotation", "turn angle degrees radians", module="geometry"),
    _entry("reflection", "Reflection", "mirror flip Householder", module="geometry"),
    _entry("householder", "Householder reflector", "elementary reflection mirror unitary", module="reflectors"),
    _entry("givens", "Givens rotation", "plane rotation planerot Jacobi elementary turn axes", module="reflectors"),
    _entry("shear", "Shear", "slant transvection", module="geometry"),
    _entry("scaling", "Scaling", "stretch zoom", module="geometry"),
    _entry("projection", "Projection onto a line", "shadow projector", module="geometry"),
    _entry("vander", "Vandermonde", "polynomial powers", module="lists"),
    _entry("toeplitz", "Toeplitz", "constant diagonals band", module="lists"),
    _entry("hankel", "Hankel", "constant antidiagonals", module="lists"),
    _entry("circulant", "Circulant", "cyclic convolution", module="lists"),
    _entry("companion", "Companion", "polynomial roots compan", module="lists"),
    _entry("hilbert", "Hilbert", "ill-conditioned", module="famous"),
    _entry("invhilbert", "Inverse of a Hilbert matrix", "integers ill-conditioned", module="inverse_hilbert"),
    _entry("hadamard", "Hadamard", "Sylvester Walsh orthogonal signs plus minus one"),
    _entry("dft", "Fourier matrix", "DFT FFT discrete transform roots of unity unitary"),
    _entry("permutation_matrix", "Permutation", "one-line order swap rows exchange"),
    _entry("pascal", "Pascal", "binomial", module="famous"),
    _entry("magic", "Magic square", "equal sums"),
    _entry("wilkinson", "Wilkinson", "tridiagonal close eigenvalues", module="famous"),
    _entry("rosser", "Rosser", "eigenvalue test", module="famous"),
    _entry("kahan", "Kahan", "triangular rank revealing", module="famous"),
    _entry("frank", "Frank", "Hessenberg sensitive eigenvalues", module="famous"),
    _entry("grcar", "Grcar", "Toeplitz pseudospectrum", module="famous"),
    _entry("lehmer", "Lehmer", "positive definite", module="famous"),
    _entry("clement", "Clement", "tridiagonal Kac integer eigenvalues", module="famous"),
    _entry("graph", "Graph", "adjacency network path cycle complete star", module="graphs"),
    _entry("tridiagonal", "Tridiagonal", "tridiag second difference constant diagonals band"),
    _entry("cauchy", "Cauchy", "reciprocals of sums displacement", module="pairs"),
    _entry("leslie", "Leslie", "population age groups growth births survival", module="pairs"),
    _entry("minij", "Smaller index", "min(i, j) positive definite", module="gallery"),
    _entry("moler", "Moler", "positive definite small eigenvalue", module="gallery"),
    _entry("invpascal", "Inverse of a Pascal matrix", "integers binomial", module="inverse_pascal"),
    _entry("helmert", "Helmert", "orthonormal contrasts comparisons means"),
    _entry("lotkin", "Lotkin", "Hilbert row of ones ill-conditioned", module="gallery"),
    _entry("parter", "Parter", "Toeplitz Cauchy singular values near pi", module="gallery"),
    _entry("redheffer", "Redheffer", "redheff divisors Möbius number theory", module="gallery"),
    _entry("fiedler", "Fiedler", "distances on a line absolute differences", module="pairs"),
    _entry("fiedler_companion", "Fiedler companion", "polynomial roots pentadiagonal", module="pairs"),
)

"""Matrices made from a few numbers: simple, random, geometric and famous ones."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_made = partial(Entry, __name__, "Make a matrix")
_famous = partial(Entry, __name__, "Famous matrices")

ENTRIES: tuple[Entry, ...] = (
    _made("eye", "Identity", "unit diagonal", module="constant"),
    _made("zeros", "Zeros", "null empty", module="constant"),
    _made("ones", "Ones", "constant", module="constant"),
    _made("full", "One number everywhere", "constant fill", module="constant"),
    _made("diagonal_matrix", "Diagonal", "diag", module="lists"),
    _made("random_normal", "Random: normal", "Gaussian randn noise", module="random_entries"),
    _made("random_uniform", "Random: uniform", "rand noise", module="random_entries"),
    _made("random_integers", "Random: integers", "randint dice randi", module="random_entries"),
    _made("random_orthogonal", "Random: orthogonal", "Haar rotation", module="random_spectra"),
    _made("random_positive_definite", "Random: positive definite", "SPD covariance", module="random_spectra"),
    _made("random_spectrum", "Random: given spectrum", "spectrum eigenvalues singular values", module="random_spectra"),
    _made("random_cond", "Random: given condition number", "conditioning ill", module="random_spectra"),
    _made("random_markov", "Random: Markov", "stochastic transition probabilities", module="random_entries"),
    _made("rotation", "Rotation", "turn angle degrees radians", module="geometry"),
    _made("reflection", "Reflection", "mirror flip Householder", module="geometry"),
    _made("shear", "Shear", "slant transvection", module="geometry"),
    _made("scaling", "Scaling", "stretch zoom", module="geometry"),
    _made("projection", "Projection onto a line", "shadow projector", module="geometry"),
    _made("householder", "Householder reflector", "elementary reflection mirror unitary", module="reflectors"),
    _made("givens", "Givens rotation", "plane rotation planerot Jacobi elementary turn axes", module="reflectors"),
    _made("planerot", "Givens rotation of a vector", "plane rotation zero eliminate lartg rotg drotg"),
    _made("permutation_matrix", "Permutation", "one-line order swap rows exchange randperm"),
    _made("tridiagonal", "Tridiagonal", "tridiag second difference constant diagonals band"),
    _made("toeplitz", "Toeplitz", "constant diagonals band", module="lists"),
    _made("hankel", "Hankel", "constant antidiagonals", module="lists"),
    _made("circulant", "Circulant", "cyclic convolution", module="lists"),
    _made("vander", "Vandermonde", "polynomial powers", module="lists"),
    _made("cauchy", "Cauchy", "reciprocals of sums displacement", module="pairs"),
    _made("companion", "Companion", "polynomial roots compan", module="lists"),
    _made("fiedler_companion", "Fiedler companion", "polynomial roots pentadiagonal", module="pairs"),
    _made("leslie", "Leslie", "population age groups growth births survival", module="pairs"),
    _made("dft", "Fourier matrix", "DFT FFT discrete transform roots of unity unitary"),
    _made("graph", "Graph", "adjacency network path cycle complete star", module="graphs"),
    _famous("hilbert", "Hilbert", "ill-conditioned", module="famous"),
    _famous("invhilbert", "Inverse of a Hilbert matrix", "integers ill-conditioned", module="inverse_hilbert"),
    _famous("pascal", "Pascal", "binomial", module="famous"),
    _famous("invpascal", "Inverse of a Pascal matrix", "integers binomial", module="inverse_pascal"),
    _famous("magic", "Magic square", "equal sums"),
    _famous("hadamard", "Hadamard", "Sylvester Walsh orthogonal signs plus minus one"),
    _famous("wilkinson", "Wilkinson", "tridiagonal close eigenvalues", module="famous"),
    _famous("rosser", "Rosser", "eigenvalue test", module="famous"),
    _famous("kahan", "Kahan", "triangular rank revealing", module="famous"),
    _famous("frank", "Frank", "Hessenberg sensitive eigenvalues", module="famous"),
    _famous("grcar", "Grcar", "Toeplitz pseudospectrum", module="famous"),
    _famous("lehmer", "Lehmer", "positive definite", module="famous"),
    _famous("clement", "Clement", "tridiagonal Kac integer eigenvalues", module="famous"),
    _famous("minij", "Smaller index", "min(i, j) positive definite", module="gallery"),
    _famous("moler", "Moler", "positive definite small eigenvalue", module="gallery"),
    _famous("helmert", "Helmert", "orthonormal contrasts comparisons means"),
    _famous("lotkin", "Lotkin", "Hilbert row of ones ill-conditioned", module="gallery"),
    _famous("parter", "Parter", "Toeplitz Cauchy singular values near pi", module="gallery"),
    _famous("redheffer", "Redheffer", "redheff divisors Möbius number theory", module="gallery"),
    _famous("fiedler", "Fiedler", "distances on a line absolute differences", module="pairs"),
)

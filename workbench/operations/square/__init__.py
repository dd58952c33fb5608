"""Numbers and functions of square matrices."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Square matrices")

ENTRIES: tuple[Entry, ...] = (
    _entry("det", "Determinant", "volume area"),
    _entry("trace", "Trace", "sum of the diagonal"),
    _entry("charpoly", "Characteristic polynomial", "det(t I - A) coefficients poly"),
    _entry("expm", "Matrix exponential", "exp power series differential equations e^A funm"),
    _entry("expm_multiply", "Exponential times a vector", "exp(tA)b e^At expmv differential equations evolution flow"),
    _entry("definiteness", "Definiteness", "quadratic form positive definite indefinite inertia saddle bowl"),
    _entry("leading_minors", "Leading minors", "principal minors Sylvester criterion"),
    _entry("minors", "Minors", "subdeterminants", module="adjugates"),
    _entry("cofactors", "Cofactors", "Laplace expansion signed minors", module="adjugates"),
    _entry("adjugate", "Adjugate", "classical adjoint", module="adjugates"),
    _entry("slogdet", "Sign and log-determinant", "log-determinant logarithm"),
    _entry("sqrtm", "Matrix square root", "principal root"),
    _entry("fractional_matrix_power", "Fractional power", "principal power real exponent cube root A^t"),
    _entry("funm", "Function of a matrix", "arcsin arctan arccos erf gamma sigmoid expit asin acos atan phi Lambert"),
    _entry("logm", "Matrix logarithm", "log principal"),
    _entry("jordan", "Jordan form", "normal canonical chains defective"),
    _entry("minimal_polynomial", "Minimal polynomial", "annihilating diagonalisable minpoly"),
    _entry("polyvalm", "Polynomial of a matrix", "Horner Cayley-Hamilton"),
    _entry("signm", "Matrix sign", "spectral projector"),
    _entry("cosm", "Matrix cosine", "trigonometric", module="trigonometric"),
    _entry("sinm", "Matrix sine", "trigonometric", module="trigonometric"),
    _entry("tanm", "Matrix tangent", "trigonometric tan", module="hyperbolic"),
    _entry("coshm", "Matrix hyperbolic cosine", "cosh catenary", module="hyperbolic"),
    _entry("sinhm", "Matrix hyperbolic sine", "sinh", module="hyperbolic"),
    _entry("tanhm", "Matrix hyperbolic tangent", "tanh", module="hyperbolic"),
    _entry("permanent", "Permanent", "perfect matchings determinant without signs count per"),
)

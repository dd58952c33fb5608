"""Numbers and functions of square matrices."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_square = partial(Entry, __name__, "Square matrices")
_function = partial(Entry, __name__, "Functions of a matrix")

ENTRIES: tuple[Entry, ...] = (
    _square("det", "Determinant", "volume area"),
    _square("trace", "Trace", "sum of the diagonal"),
    _square("charpoly", "Characteristic polynomial", "det(t I - A) coefficients poly"),
    _square("adjugate", "Adjugate", "classical adjoint", module="adjugates"),
    _square("cofactors", "Cofactors", "Laplace expansion signed minors", module="adjugates"),
    _square("minors", "Minors", "subdeterminants", module="adjugates"),
    _square("leading_minors", "Leading minors", "principal minors Sylvester criterion"),
    _square("slogdet", "Sign and log-determinant", "log-determinant logarithm"),
    _square("definiteness", "Definiteness", "quadratic form positive definite indefinite inertia saddle bowl"),
    _square("minimal_polynomial", "Minimal polynomial", "annihilating diagonalisable minpoly"),
    _square("jordan", "Jordan form", "normal canonical chains defective"),
    _square("permanent", "Permanent", "perfect matchings determinant without signs count per"),
    _function("expm", "Matrix exponential", "exp power series differential equations e^A funm"),
    _function(
        "expm_multiply", "Exponential times a vector", "exp(tA)b e^At expmv differential equations evolution flow"
    ),
    _function("logm", "Matrix logarithm", "log principal"),
    _function("sqrtm", "Matrix square root", "principal root"),
    _function("fractional_matrix_power", "Fractional power", "principal power real exponent cube root A^t"),
    _function("polyvalm", "Polynomial of a matrix", "Horner Cayley-Hamilton"),
    _function("signm", "Matrix sign", "spectral projector"),
    _function("cosm", "Matrix cosine", "trigonometric", module="trigonometric"),
    _function("sinm", "Matrix sine", "trigonometric", module="trigonometric"),
    _function("tanm", "Matrix tangent", "trigonometric tan", module="hyperbolic"),
    _function("coshm", "Matrix hyperbolic cosine", "cosh catenary", module="hyperbolic"),
    _function("sinhm", "Matrix hyperbolic sine", "sinh", module="hyperbolic"),
    _function("tanhm", "Matrix hyperbolic tangent", "tanh", module="hyperbolic"),
    _function(
        "funm", "Function of a matrix", "arcsin arctan arccos erf gamma sigmoid expit asin acos atan phi Lambert"
    ),
)

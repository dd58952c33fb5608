"""Products and changes of shape."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Products and shape")

ENTRIES: tuple[Entry, ...] = (
    _entry("matmul", "Matrix product", "multiply times dot @ multiplication"),
    _entry("add", "Add", "plus sum +", module="elementwise"),
    _entry("subtract", "Subtract", "minus difference -", module="elementwise"),
    _entry("scale", "Scale by a number", "multiple scalar times factor", module="combination"),
    _entry("transpose", "Transpose", "swap rows columns axes permute A^T"),
    _entry("linear_combination", "Linear combination", "alpha beta weighted sum blend", module="combination"),
    _entry("multiply", "Entrywise product", "Hadamard elementwise times *", module="elementwise"),
    _entry("divide", "Entrywise quotient", "division elementwise /", module="elementwise"),
    _entry("power", "Entrywise power", "square elementwise exponent **", module="elementwise"),
    _entry("dot", "Dot product", "scalar product sum of products"),
    _entry("outer", "Outer product", "rank one column times row"),
    _entry("cross", "Cross product", "vector product normal area"),
    _entry("angle", "Angle between vectors", "cosine similarity degrees radians"),
    _entry("kron", "Kronecker product", "tensor block", module="outer"),
    _entry("matrix_power", "Matrix power", "repeat exponent A^n"),
    _entry("multi_dot", "Product of several matrices", "chain bracketing order cost"),
    _entry("einsum", "Einstein summation", "contraction tensor indices subscripts"),
    _entry("inner", "Inner product", "scalar product last axes", module="dot"),
    _entry("vdot", "Inner product of all entries", "Frobenius conjugate scalar product", module="dot"),
    _entry("reshape", "Reshape", "shape order rows columns"),
    _entry("flatten", "Flatten", "ravel vector unroll", module="reshape"),
    _entry("concatenate", "Join", "hstack vstack append augment", module="joining"),
    _entry("stack", "Stack along a new axis", "batch", module="joining"),
    _entry("block", "Block matrix", "partitioned assemble blocks", module="joining"),
    _entry("slice", "Slice", "part submatrix index rows columns", module="slicing"),
    _entry("take", "Pick rows or columns", "select index permute", module="slicing"),
    _entry("diag", "Diagonal to vector and back", "diagonal matrix", module="diagonals"),
    _entry("tril", "Lower triangle", "triangular", module="diagonals"),
    _entry("triu", "Upper triangle", "triangular", module="diagonals"),
    _entry("sum", "Sum over an axis", "total reduce", module="sums"),
    _entry("mean", "Mean over an axis", "average reduce", module="sums"),
    _entry("maximum", "Larger of two entries", "max elementwise clip", module="elementwise"),
    _entry("minimum", "Smaller of two entries", "min elementwise clip", module="elementwise"),
    _entry("abs", "Absolute value", "modulus magnitude elementwise", module="functions"),
    _entry("sqrt", "Square root of each entry", "elementwise root", module="functions"),
    _entry("exp", "Exponential of each entry", "elementwise e power", module="functions"),
    _entry("log", "Logarithm of each entry", "elementwise natural ln", module="functions"),
    _entry("conj", "Complex conjugate", "elementwise", module="functions"),
    _entry("real", "Real part", "complex elementwise", module="functions"),
    _entry("imag", "Imaginary part", "complex elementwise", module="functions"),
    _entry("cumsum", "Running sum", "cumulative partial sums", module="running"),
    _entry("cumprod", "Running product", "cumulative partial products", module="running"),
    _entry("sort", "Sort", "order ascending", module="arranging"),
    _entry("flip", "Flip", "reverse mirror fliplr flipud", module="turning"),
    _entry("roll", "Roll", "shift circular circshift permute", module="turning"),
    _entry("rot90", "Quarter turn of the table", "rotate entries", module="turning"),
    _entry("conj_transpose", "Conjugate transpose", "adjoint Hermitian A^H", module="transpose"),
    _entry("symmetric_skew", "Symmetric and skew part", "antisymmetric Hermitian split"),
    _entry("moveaxis", "Move an axis", "channels last permute", module="transpose"),
    _entry("broadcast_to", "Broadcast", "stretch repeat expand", module="stretch"),
    _entry("tile", "Tile", "repeat copies repmat", module="arranging"),
    _entry("astype", "Number type", "convert dtype float32 int8 precision overflow wrap"),
)

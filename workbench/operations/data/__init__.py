"""Tables of data: each row a sample, each column a feature."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Data")

ENTRIES: tuple[Entry, ...] = (
    _entry("pca", "Principal components", "PCA dimensionality reduction explained variance scores pcacov"),
    _entry("center", "Centre", "subtract mean demean"),
    _entry("standardize", "Standardise", "z-score normalise scale unit variance zscore"),
    _entry("covariance", "Covariance", "variance cov"),
    _entry("correlation", "Correlation", "Pearson corrcoef"),
    _entry("regression", "Linear regression", "fit least squares intercept regress fitlm"),
    _entry("low_rank", "Low-rank approximation", "compress truncate SVD Eckart Young"),
    _entry("whiten", "Whiten", "sphere decorrelate PCA ZCA"),
    _entry("scatter", "Scatter matrix", "centred products sums", module="covariance"),
    _entry("second_moment", "Second moment", "uncentred products", module="covariance"),
    _entry("select_columns", "Select columns", "features subset"),
    _entry("subspace_angles", "Angles between subspaces", "principal canonical subspace"),
    _entry("orthogonal_procrustes", "Orthogonal Procrustes", "align rotate superimpose point sets Kabsch rigid turn"),
    _entry("pca_apply", "Apply fitted components", "PCA transform project new rows"),
    _entry("noise_band", "Noise band of a spectrum", "Marchenko Pastur eigenvalues random"),
    _entry("bootstrap_subspace", "Bootstrap of a subspace", "PCA resample stability leading components"),
)

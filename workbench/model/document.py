"""The named matrices in their order, and the three ways in which an edit may change them."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.names import check_name


class Document:
    """What edits are applied to. Nothing else changes it; it knows neither history nor signals."""

    def __init__(self) -> None:
        self._matrices: dict[str, Matrix] = {}

    def __getitem__(self, name: str) -> Matrix:
        try:
            return self._matrices[name]
        except KeyError:
            known = ", ".join(self._matrices) or "none yet"
            raise UserError("usage", f"There is no matrix named “{name}”.", hint=f"There are: {known}.") from None

    def __contains__(self, name: object) -> bool:
        return name in self._matrices

    def __iter__(self) -> Iterator[Matrix]:
        return iter(tuple(self._matrices.values()))

    def __len__(self) -> int:
        return len(self._matrices)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._matrices)

    def put(self, matrix: Matrix, position: int | None = None) -> None:
        """Replace the matrix of that name where it stands, or add it at `position` (at the end by default)."""
        if matrix.name in self._matrices:
            self._matrices[matrix.name] = matrix
            return
        check_name(matrix.name)
        items = list(self._matrices.values())
        items.insert(len(items) if position is None else position, matrix)
        self._matrices = {item.name: item for item in items}

    def remove(self, name: str) -> tuple[Matrix, int]:
        """Take the matrix out; answers it and the position it had."""
        matrix, position = self[name], self.names.index(name)
        del self._matrices[name]
        return matrix, position

    def rename(self, old: str, new: str) -> None:
        """Give the matrix another name in the same place."""
        matrix = self[old]
        if new == old:
            return
        check_name(new)
        if new in self._matrices:
            raise UserError("usage", f"There already is a matrix named “{new}”.", hint="Choose another name.")
        renamed = matrix.renamed(new)
        self._matrices = {item.name: item for item in (renamed if m is matrix else m for m in self)}

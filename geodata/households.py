"""Ways of counting households side by side: which one decides, and what is kept apart from it (rules.md AMB-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import layers, values
from geodata.domain import BasisCount, HouseholdBasis, HouseholdCounts
from geodata.errors import MissingColumnError
from geodata.numbers import read_numbers
from geodata.record import Severity

if TYPE_CHECKING:
    from geodata.columns import Fields
    from geodata.domain import BoolArray, FloatArray, IntArray

PREFERRED = (
    HouseholdBasis.RESIDENT, HouseholdBasis.OCCUPIED, HouseholdBasis.DWELLINGS, HouseholdBasis.REGISTERED,
)
"""Which count decides where the file names none "households": resident households, else what comes nearest (AMB-1)."""

COLUMNS = (*(basis.value for basis in HouseholdBasis), "future", "occupancy_share")
_UNBUILT = {
    "在建", "待建", "拟建", "未建", "未开工", "未竣工", "未交付", "待交付", "施工中", "建设中", "规划", "规划中",
    "under_construction", "under construction", "planned",
}


@dataclass(frozen=True, eq=False)
class Households:
    """Households of the areas of a file.

    Attributes
    ----------
    deciding
        Shape (n,). The count that is planned with; 0 where unreadable, or where the area is not built yet.
    known
        Whether the file counts households at all.
    table
        Columns :data:`COLUMNS`: every count that the file gives (Int64, NA unknown), households to come, and the
        share of dwellings that are lived in (0 to 1).
    counts
        The sums, and which count decides.
    """

    deciding: IntArray
    known: bool
    table: pd.DataFrame
    counts: HouseholdCounts


def read_households(
    fields: Fields, *, vacant: BoolArray, repeated: BoolArray, told: HouseholdBasis | None = None
) -> Households:
    """Read all household counts of a file of areas.

    A column called households decides, else the first of :data:`PREFERRED` that is there; its basis is what the
    column ``household_basis`` or its own header says. Households to come, and those of areas not built yet, stand
    apart and are in no sum of the deciding count.

    Parameters
    ----------
    fields
        The areas.
    vacant
        Shape (n,). Rows where no count is no error.
    repeated
        Shape (n,). Rows that repeat another and are in no sum.
    told
        What the deciding count counts, as the user says; overrides the file.

    Raises
    ------
    MissingColumnError
        Where two columns could be the deciding one.
    """
    stated = _stated_basis(fields) if told is None else _told_basis(fields, told)
    name, chosen = deciding_field(fields, stated)
    size = len(fields.layer.frame)
    table = pd.DataFrame({column: pd.array([pd.NA] * size, dtype="Int64") for column in COLUMNS[:-1]})
    table["occupancy_share"] = _shares(fields)
    sides = {side: found for side in HouseholdBasis if (found := _side_column(fields, _field(side), name))}
    for side in sides:
        if _field(side) != name:
            table[side.value] = _side_counts(fields, _field(side))
    future = _future(fields)
    if name is None:
        _report_none(fields)
        deciding, known = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
    else:
        unbuilt = _unbuilt(fields)
        deciding, known = layers.counts(fields, name, may_be_empty=vacant | unbuilt, called="households")
        deciding, future = _set_apart(fields, deciding, unbuilt & known, future)
        known = known & ~unbuilt
    table["future"] = future
    column = None if name is None else fields.column(name)
    basis = _basis(fields, column, stated, chosen, deciding, known, table)
    if basis is not None and name is not None:
        table[basis.value] = pd.array(deciding, dtype="Int64")
        table.loc[~known, basis.value] = pd.NA
        sides[basis] = str(column)
    summed = table[~repeated]
    return Households(
        deciding, name is not None, table,
        HouseholdCounts(
            deciding_column=column, basis=basis,
            by_basis=tuple(
                BasisCount(side, sides[side], int(summed[side.value].sum()), int(summed[side.value].notna().sum()))
                for side in HouseholdBasis if side in sides
            ),
            future=int(summed["future"].sum()) if summed["future"].notna().any() else None,
            occupancy_share=_mean_share(summed, deciding[~repeated]),
        ),
    )


def basis_of_header(column: str) -> HouseholdBasis | None:
    """Give what a count counts by the words of its header; ``None`` where they name nothing, or several things."""
    header = values.simplified(column)
    found = {basis for basis, words in _BASIS_WORDS.items() if any(word in header for word in words)}
    return found.pop() if len(found) == 1 else None


_BASIS_WORDS = {
    HouseholdBasis.REGISTERED: ("户籍", "registered"),
    HouseholdBasis.RESIDENT: ("常住", "实有", "居住", "resident"),
    HouseholdBasis.DWELLINGS: ("套数", "住宅", "住房", "规划", "设计", "dwelling"),
    HouseholdBasis.OCCUPIED: ("入住", "实住", "occupied"),
}


def _field(basis: HouseholdBasis) -> str:
    return f"households_{basis.value}"


def _told_basis(fields: Fields, told: HouseholdBasis) -> HouseholdBasis:
    fields.report(
        Severity.NOTE, "areas.household_basis_told",
        f"{fields.layer.file}：户数口径按所答（{told}）计",
        f"{fields.layer.file}: the basis of households is {told}, as told",
        repaired=told.value,
    )
    return told


def _stated_basis(fields: Fields) -> HouseholdBasis | None:
    """Read the column ``household_basis``."""
    words = [word for word in fields.texts("household_basis") if word is not None]
    found = {values.HOUSEHOLD_BASES.get(values.simplified(word)) for word in words}
    if len(found) == 1 and None not in found:
        return found.pop()
    if words:
        listed = ", ".join(sorted(set(words)))
        fields.report(
            Severity.WARNING, "areas.household_basis_unclear",
            f"{fields.layer.file}：户数口径不一或无法识别（{listed}），按未知计",
            f"{fields.layer.file}: the basis of households is mixed or not known ({listed}) and counts as unknown",
            measured=listed,
        )
    return None


def deciding_field(
    fields: Fields, stated: HouseholdBasis | None
) -> tuple[str | None, HouseholdBasis | None]:
    """Name the field of the deciding count, and its basis where the choice of the field says it.

    Parameters
    ----------
    stated
        What the count is known to count, by the user or by the column ``household_basis``.
    """
    if fields.column("households") is not None:
        return "households", None
    if "households" in fields.mapping:
        return None, None  # switched off
    order = PREFERRED if stated is None else (stated, *PREFERRED)
    present = [basis for basis in order if fields.column(_field(basis)) is not None]
    if not present:
        return None, None
    chosen, others = present[0], [str(fields.column(_field(basis))) for basis in dict.fromkeys(present[1:])]
    column = fields.column(_field(chosen))
    also_zh = f"；另有 {'、'.join(others)}，并列保留" if others else ""
    also_en = f"; {', '.join(others)} stand beside it" if others else ""
    fields.report(
        Severity.ASSUMED, "areas.households_decided",
        f"{fields.layer.file}：以“{column}”为划分所用户数{also_zh}；另选请写 --map households=字段名",
        f"{fields.layer.file}: \"{column}\" decides as the count of households{also_en}; write --map "
        "households=COLUMN for another",
        feature=column, measured=column, repaired="households",
    )
    return _field(chosen), chosen


def _side_column(fields: Fields, name: str, deciding: str | None) -> str | None:
    """Find a count that does not decide; two columns that fit are both left out, and that is recorded."""
    try:
        return fields.column(name)
    except MissingColumnError as error:
        if name == deciding:
            raise
        fields.report(
            Severity.WARNING, "areas.household_count_unclear", f"{error.message_zh}；此口径暂不列出",
            f"{error.message_en}; this count is left out", feature=name,
        )
        return None


def _side_counts(fields: Fields, name: str) -> pd.Series:
    whole, known = layers.counts(fields, name, may_be_empty=np.ones(len(fields.layer.frame), dtype=np.bool_))
    return pd.Series(pd.array(whole, dtype="Int64")).where(known)


def _future(fields: Fields) -> pd.Series:
    """Read the households to come."""
    if _side_column(fields, "households_future", None) is None:
        return pd.Series(pd.array([pd.NA] * len(fields.layer.frame), dtype="Int64"))
    return _side_counts(fields, "households_future")


def _unbuilt(fields: Fields) -> BoolArray:
    words = fields.texts("construction")
    return np.array([values.simplified(word or "") in _UNBUILT for word in words], dtype=np.bool_)


def _set_apart(
    fields: Fields, deciding: IntArray, unbuilt: BoolArray, future: pd.Series
) -> tuple[IntArray, pd.Series]:
    """Count the households of areas that are not built yet as households to come."""
    unbuilt = unbuilt & (deciding > 0)
    if not unbuilt.any():
        return deciding, future
    moved = int(deciding[unbuilt].sum())
    fields.report_rows(
        Severity.ASSUMED, "areas.not_built_yet", unbuilt,
        f"尚未建成，所列 {moved} 户计为未来户数，不计入现有户数；若已入住请改正，或写 --map construction=",
        f"are not built yet; their {moved} households count as households to come, not as present ones; correct the "
        "state, or write --map construction=",
    )
    added = pd.Series(pd.array(deciding, dtype="Int64"))
    return np.where(unbuilt, 0, deciding), future.mask(unbuilt & future.isna().to_numpy(), added)


def _basis(
    fields: Fields, column: str | None, stated: HouseholdBasis | None, chosen: HouseholdBasis | None,
    deciding: IntArray, known: BoolArray, table: pd.DataFrame,
) -> HouseholdBasis | None:
    """Tell what the deciding count counts; what was not stated, or contradicts itself, goes into the record."""
    if column is None:
        return stated
    by_header = chosen or basis_of_header(column)
    if stated is not None and by_header is not None and stated is not by_header:
        fields.report(
            Severity.WARNING, "areas.household_basis_differs",
            f"{fields.layer.file}：户数口径写为 {stated}，而字段“{column}”是 {by_header}；"
            f"按所写口径 {stated} 计，请核实",
            f"{fields.layer.file}: the basis is given as {stated}, but the column \"{column}\" says {by_header}; "
            f"taken as {stated}, check it",
            measured=f"{stated}, {by_header}", repaired=stated.value,
        )
    if stated is not None or by_header is not None:
        return stated or by_header
    if any(word is not None for word in fields.texts("household_basis")):
        return None  # mixed or not known, and reported as such
    equal = [basis for basis in HouseholdBasis if _is_equal(table[basis.value], deciding, known)]
    basis = equal[0] if len(equal) == 1 else None
    shown = "按常住户适用规则" if basis is None else f"与 {basis} 一列处处相等，按此口径计"
    shown_en = (
        "the rules are applied as if it counted resident households" if basis is None
        else f"equal to the {basis} count everywhere and taken for it"
    )
    fields.report(
        Severity.ASSUMED, "areas.household_basis_assumed",
        f"{fields.layer.file}：“{column}”未注明口径，{shown}；请加 household_basis 列注明",
        f"{fields.layer.file}: \"{column}\" does not say what it counts, {shown_en}; add a column household_basis",
        feature=column, measured=column, repaired="resident" if basis is None else basis.value,
    )
    return basis


def _is_equal(side: pd.Series, deciding: IntArray, known: BoolArray) -> bool:
    both = known & side.notna().to_numpy()
    return bool(both.any()) and bool((side[both].to_numpy(dtype=np.int64) == deciding[both]).all())


def _shares(fields: Fields) -> FloatArray:
    """Read the share of dwellings that are lived in: ``0.85``, ``85%``, or 85 in a column that goes beyond 1."""
    cells = fields.cells("occupancy_share")
    if cells is None:
        return np.full(len(fields.layer.frame), np.nan)
    percent = np.array([isinstance(c, str) and values.simplified(c).endswith("%") for c in cells], dtype=np.bool_)
    bare = pd.Series(
        [values.simplified(c).removesuffix("%") if p else c for c, p in zip(cells, percent, strict=True)],
        index=cells.index, dtype=object,
    )
    read = read_numbers(bare)
    hundredths = percent | bool((read.values[~percent] > 1).any())
    shares = np.where(hundredths, read.values / 100, read.values)
    bad = read.unreadable | (shares < 0) | (shares > 1)
    fields.report_rows(
        Severity.ERROR, "areas.occupancy_share_unreadable", bad,
        "的入住率不在 0 到 100% 之间，按未知计；请改正",
        "have an occupancy that is not between 0 and 100 %; correct it",
    )
    return np.where(bad, np.nan, shares)


def _mean_share(table: pd.DataFrame, households: IntArray) -> float | None:
    """Average the shares, by households where these are known."""
    share = table["occupancy_share"].to_numpy(dtype=np.float64)
    known = np.isfinite(share)
    if not known.any():
        return None
    weights = households[known] if households[known].sum() else None
    return float(np.average(share[known], weights=weights))


def _report_none(fields: Fields) -> None:
    fields.report(
        Severity.WARNING, "areas.no_households",
        f"{fields.layer.file}：没有户数字段，只能检查，不能划分；请写 --map households=字段名",
        f"{fields.layer.file}: no households, so it can be checked, not planned; write --map households=COLUMN",
    )

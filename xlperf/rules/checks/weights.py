"""Checks what the weights of a project's indicators sum up to (rule C29; E06 with the same sums).

Which sums are right, an edition says: 100, or 90 beside ten points of the budget's execution.
"""

from __future__ import annotations

import polars as pl

from xlperf.form.edition import edition_ids, load_edition
from xlperf.rules.registry import FailingRow, rule

_ALL = 100
"""Gives the sum of all weights, with that of 预算执行率."""
_NEAR = 0.005
_SUM, _PERFORMS = pl.col("weights"), pl.col("performs")
_WITH = "{all}（另有预算执行率 {rest} 分的，为 {sum}）"
_BESIDE = "{sum}（另有预算执行率 {rest} 分）"


def weights_fit() -> pl.Expr:
    """Tells whether weights sum up as the edition asks, or to 100 with 预算执行率 among them."""
    known = {e: load_edition(e).weights for e in edition_ids()}

    def fits(total: int) -> pl.Expr:
        asked = [e for e, sums in known.items() if total in sums]
        own = pl.col("edition").is_in(asked)
        own = own | _PERFORMS if total == _ALL else own & ~_PERFORMS
        return ((_SUM - total).abs() < _NEAR) & own

    sums = {_ALL, *(total for sums in known.values() for total in sums)}
    return pl.any_horizontal(*map(fits, sorted(sums))) | _SUM.is_null()


def sums_said(case: FailingRow) -> dict[str, object]:
    """Says which sums are right, and the label of the column."""
    sums = case.edition.weights
    beside = [total for total in sums if total < _ALL]
    said = str(_ALL)
    if beside and not case.row["performs"]:
        pattern = _WITH if _ALL in sums else _BESIDE
        said = pattern.format(all=_ALL, rest=_ALL - beside[0], sum=beside[0])
    return {"sums": said, "column": case.edition.label("weight")}


@rule("C29", on="projects", at="weights", words=sums_said)
def weights_sum_up() -> pl.Expr:
    return weights_fit()

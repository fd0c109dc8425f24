"""What only shows once a plan is carried out is placed where the clerk can see it."""

from __future__ import annotations

from builders import Orders, edit, edits, line
from pipeline.kernel import correct


def test_an_order_left_empty_is_told_at_the_cell_that_names_it() -> None:
    orders = Orders().add("1", line("A", "5.00"), total="5.00")
    rows = edits(edit("1", "item", "remove", ref="A"), edit("1", "customer", ship_city="Vevey"))
    outcome = correct(orders.tables(), rows)
    places = outcome.problems[["code", "row", "cell"]].to_numpy().tolist()
    assert places == [["last-item", 2, "A2"], ["order-rejected", 3, ""]]
    assert outcome.row_results["result"].tolist() == ["rejected", "rejected"]

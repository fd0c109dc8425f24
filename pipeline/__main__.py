"""`python -m pipeline`: the same as `order-corrections`."""

from pipeline.cli import main

main(prog_name="order-corrections")

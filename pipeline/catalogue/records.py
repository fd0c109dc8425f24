"""Problems of what earlier runs left: the ledger's runs and orders, run folders, lists of payments."""

from pipeline.catalogue.kinds import Kind, error

RECORDS: dict[str, Kind] = {
    "ledger-missing": error(
        "There is no ledger {file}.",
        "the ledger that runs were recorded in",
        "Check the name given with --ledger or in ORDER_CORRECTIONS_LEDGER; a run with --ledger makes one.",
    ),
    "run-unknown": error(
        "The ledger holds no run {found}.",
        "the id of a recorded run",
        "See the runs with order-corrections history. {hint}",
    ),
    "order-unrecorded": error(
        "No run of the ledger names an order {order_id}.",
        "the number of an order that a run named",
        "Check the number. {hint}",
    ),
    "run-folder-missing": error(
        "{file} is not the folder of run {found}.",
        "the folder the run left, with its manifest.json",
        "Give the folder that holds the folders of the runs with --out (undo: --runs).",
    ),
    "not-a-run-folder": error(
        "{file} is not the folder of a run: {found}.",
        "a folder that a run left, with its manifest.json",
        "Give the folder of one run.",
    ),
    "inputs-missing": error(
        "Run {found} kept no inputs that could be read: {hint}.",
        "the run's folder with inputs/ as the run left it",
        "Only runs with a ledger keep their inputs; they go with the folder when it is pruned.",
    ),
    "folder-taken": error(
        "{file} is there already.",
        "the name of a new folder",
        "Give another name, or remove the folder first.",
    ),
    "payments-unknown": error(
        "{file} is not a list of payments that is known: {found}.",
        "Stripe's payments, balance history or balance report as CSV, or a mapping of your own columns",
        "Name the columns in a file given with --mapping. {hint}",
    ),
    "payments-mapping-broken": error(
        "The payments mapping {file} cannot be used: {found}.",
        "the settings the README lists for payments",
        "Correct the mapping file.",
    ),
}

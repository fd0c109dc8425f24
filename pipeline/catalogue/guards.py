"""Problems that stop a run although it could be done: a person has to look at them first."""

from pipeline.catalogue.kinds import error, warning

GUARDS = {
    "plan-stale": error(
        "The plan {file} no longer holds: {found}.",
        "the orders, edits, policy and program the plan was made with",
        "Make the plan again, and look at it again before it is applied.",
    ),
    "plan-altered": error(
        "The plan {file} was changed after it was made: its digest is not that of its content.",
        "the plan as plan wrote it",
        "Make the plan again.",
    ),
    "control-rows-off": error(
        "{found} edit rows were read instead of {expected}.",
        "{expected} rows",
        "Check that the right files were given and are complete, or correct --expect-rows.",
    ),
    "control-difference-off": error(
        "The edits that can be applied change the orders by {found} in all instead of {expected}.",
        "{expected}",
        "Check the edits, also those held or rejected, or correct --expect-difference.",
    ),
    "journal-account-missing": error(
        "The policy names no account for {found}: it would have to be posted.",
        "an account for everything that is posted",
        "Add it to the table journal of the policy file, or a default.",
    ),
    "journal-left-out": warning(
        "The books are kept in {expected}: the postings in {found} are not in the {kind} files.",
        "amounts in {expected}",
        "Post them from journal.csv at the rate your books use.",
    ),
    "approver-is-requester": error(
        "{found} requested the edits: the policy wants them approved by somebody else.",
        "an approval by another person",
        "Have another person approve the orders.",
    ),
}

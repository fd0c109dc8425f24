"""The edits as clerks send them: workbooks, CSV and JSON in, the annotated workbook out."""

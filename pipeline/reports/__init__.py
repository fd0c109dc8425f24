"""What a run leaves to read: workbook, CSV, JSON and the words on the screen."""

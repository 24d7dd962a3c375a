"""What issuing a workbook would do for each person."""

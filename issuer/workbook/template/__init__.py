"""The empty workbook that a coordinator fills in."""

"""From workbook to entitlement to document to register."""

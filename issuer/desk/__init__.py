"""The coordinator's desk: pages on which a workbook becomes attestations."""

"""Files as sheets of cells, whatever program wrote them."""

"""Files of any layout, brought into the shape of the template that the parser reads."""

"""The organisation as the desk sets it: a form that is judged, and signed versions."""

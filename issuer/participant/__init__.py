"""The participant’s page: a link, a birth date, and the document as it was issued."""

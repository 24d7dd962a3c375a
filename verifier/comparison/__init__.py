"""The page that was brought, compared as a picture with the page that was issued."""

"""The signed formats as bytes: encoded one way, decoded strictly."""

"""What the three web faces have in common; knows no key and no register."""

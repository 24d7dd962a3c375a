"""What both sides need of a PDF; knows no key and no register."""

"""What every program needs of the machine it runs on; knows no key and no register."""

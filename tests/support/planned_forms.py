"""What is typed of a module to come."""

CODE = "AC-2027-01"

TYPED = {
    "code": CODE,
    "title": "Ateliers d’hiver",
    "place": "Bruxelles",
    "day-0": "2027-01-12",
    "start-0": "09:00",
    "end-0": "13:00",
    "theme-0": "Santé",
    "day-2": "2027-01-11",
    "start-2": "09:00",
    "end-2": "12:30",
    "people": "Haile ; Tsegaye ; 29/02/1996 ; t@example.org\nAbad\tZoé\t03/05/1990\n\n",
}

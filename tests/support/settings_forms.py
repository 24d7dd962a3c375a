"""What is typed of the organisation's settings."""

import io

from PIL import Image

FIELDS = {
    "place": "Bruxelles",
    "coordinator_name": "Inès Vandamme",
    "coordinator_role": "Coordination",
    "address": "Rue des Exemples 12\n\n1000 Bruxelles\n",
    "email": "",
    "phone": "",
    "website": "https://passages.example",
    "funders": "Fonds asile, migration et intégration (AMIF)\nCOCOF",
    "legal_mention": "Pour servir et valoir ce que de droit.",
    "certifies": "certifie que",
    "statement": "a suivi {sessions} séances du module",
    "partial_statement": "a suivi {followed} des {sessions} séances du module",
    "accent_colour": "#7A1F3D",
    "required_percent": "80",
    "version": "0",
}


def logo(size: tuple[int, int] = (300, 200)) -> tuple[io.BytesIO, str]:
    stream = io.BytesIO()
    Image.new("RGB", size, "#224466").save(stream, "PNG")
    stream.seek(0)
    return stream, "logo.png"

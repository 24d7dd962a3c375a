"""A colour of a screen, and how it reads on white."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour of a screen, each part from 0 to 1."""

    red: float
    green: float
    blue: float

    @classmethod
    def parse(cls, text: str) -> "Colour":
        """Read ``#RRGGBB``."""
        red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
        return cls(red=red, green=green, blue=blue)

    def contrast_with_white(self) -> float:
        """Return the contrast ratio of WCAG 2.2: 1 for white itself, 21 for black."""

        def linear(part: float) -> float:
            return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

        luminance = (
            0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
        )
        return 1.05 / (luminance + 0.05)

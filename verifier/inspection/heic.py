"""Looking into a HEIC photograph, as telephones take them."""

from pi_heif import HeifImage, open_heif, options
from PIL import Image

from attestation.verdict.reasons import Gap, Obstacle
from verifier.inspection.answer import Answer, NotInspectable
from verifier.inspection.image import in_grey, symbols_in
from verifier.inspection.limits import Limits

_BAND_ROWS = 256
# How libheif begins to say what else than the file is to blame: a limit of its own or of this
# process's memory; or no thread, where neither root nor seccomp allows one.
_BLAMED = {"Memory allocation error": Obstacle.TOO_LARGE, "Internal error": Obstacle.FAILED}

options.DECODE_THREADS = 1
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False


def inspect_heic(data: bytes, *, limits: Limits) -> Answer:
    """Read the QR codes in a photograph."""
    try:
        file = open_heif(data)  # reads the header alone
        image = file[file.primary_index]
        width, height = image.size
        if width * height > limits.image_pixels:
            return NotInspectable(reason=Obstacle.TOO_LARGE)
        grey = _decoded(image)
    except MemoryError:
        raise
    except Exception as error:
        said = str(error).partition(":")[0].partition(" (")[0]
        return NotInspectable(reason=_BLAMED.get(said, Gap.NOT_A_DOCUMENT))
    return symbols_in(grey, limits=limits)


def grey_photograph(data: bytes) -> Image.Image:
    """Return the main picture in grey; it was looked into before, within the limits."""
    file = open_heif(data)
    return _decoded(file[file.primary_index])


def _decoded(image: HeifImage) -> Image.Image:
    """Decode, and return the picture in grey, band by band: 40 megapixels must fit in 512 MB.

    libheif refuses a picture of another size than its header says.
    """
    pixels = memoryview(image.data)
    stride = image.stride
    width, height = image.size
    grey = Image.new("L", (width, height))
    for top in range(0, height, _BAND_ROWS):
        rows = min(_BAND_ROWS, height - top)
        lines = bytes(pixels[top * stride : (top + rows) * stride])
        band = Image.frombytes(image.mode, (width, rows), lines, "raw", image.mode, stride)
        grey.paste(in_grey(band), (0, top))
    return grey

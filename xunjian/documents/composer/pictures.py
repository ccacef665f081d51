"""Photos for a page: the picture of a stored JPEG as it is, turned upright by the way it is drawn.

What a PDF of one RGB colour space cannot hold as it is (PNG, CMYK) becomes a JPEG.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from xunjian.documents.composer.jpeg import bare

if TYPE_CHECKING:
    from PIL.Image import Image

_EXIF_ORIENTATION = 0x0112
_QUALITY = 90
_LARGEST_SIDE = 2400  # pixels of what must be coded anew: 800 a inch on half a page

# For each EXIF orientation the matrix a, b, c, d, e, f that takes the stored picture, a unit square with its lower left
# corner in the origin, to the upright one.
_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
_FIRST_ON_ITS_SIDE = 5


@dataclass(frozen=True)
class Picture:
    """A bare JPEG in RGB or grey, and the width and height in pixels of the upright picture."""

    jpeg: bytes
    width: int
    height: int
    matrix: tuple[int, int, int, int, int, int]

    def fitting(self, width: float, height: float) -> tuple[float, float]:
        """Return the largest size of the picture's own shape within a box."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def read(content: bytes) -> Picture:
    """Return the picture of a photo that was checked when it was stored (JPEG or PNG)."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    # The library's own opening refuses photos of 179 million pixels, which phones make.
    kind = JpegImageFile if content.startswith(b"\xff\xd8") else PngImageFile
    with kind(BytesIO(content)) as image:
        orientation = image.getexif().get(_EXIF_ORIENTATION, 1)
        width, height = image.size
        if kind is JpegImageFile and image.mode in {"RGB", "L"}:
            jpeg = content
        else:
            image.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
            jpeg = _coded(image)
    if orientation not in _UPRIGHT:
        orientation = 1
    if orientation >= _FIRST_ON_ITS_SIDE:
        width, height = height, width
    return Picture(bare(jpeg), width, height, _UPRIGHT[orientation])


def _coded(image: "Image") -> bytes:
    """Return a picture as an RGB JPEG; what is transparent becomes white."""
    from PIL import Image

    flat = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if flat.mode == "RGBA":
        paper = Image.new("RGB", flat.size, "white")
        paper.paste(flat, mask=flat)
        flat = paper
    coded = BytesIO()
    flat.save(coded, "JPEG", quality=_QUALITY)
    return coded.getvalue()

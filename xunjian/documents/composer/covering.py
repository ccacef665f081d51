"""A copy of a photo with rectangles burned into its pixels (打码): nothing below them is left in its bytes."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from xunjian.rules.covers import Cover

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGEST_SIDE = 2400
_QUALITY = 90
_INK = (0, 0, 0)


def covered(content: bytes, covers: Sequence[Cover]) -> bytes:
    """Return an upright JPEG of a stored photo with the rectangles in black; without any, the photo as it is.

    It is coded anew from pixels that were blackened before: no EXIF, no smaller picture of the same, no second picture
    goes along. At most 2400 pixels a side, which half a page of paper holds at 800 an inch.
    """
    if not covers:
        return content
    from PIL import ImageDraw, ImageOps
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    # The library's own opening refuses photos of 179 million pixels, which phones make.
    kind = JpegImageFile if content.startswith(b"\xff\xd8") else PngImageFile
    with kind(BytesIO(content)) as image:
        if kind is JpegImageFile:
            image.draft(None, (_LARGEST_SIDE, _LARGEST_SIDE))
        image.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
        upright = _flat(ImageOps.exif_transpose(image))
    pencil = ImageDraw.Draw(upright)
    for cover in covers:
        left, top, right, bottom = cover.pixels(*upright.size)
        pencil.rectangle((left, top, right - 1, bottom - 1), fill=_INK)
    coded = BytesIO()
    upright.save(coded, "JPEG", quality=_QUALITY, subsampling=0)
    return coded.getvalue()


def _flat(image: "Image") -> "Image":
    """Return a picture in RGB, without what it carries beside its pixels; what is transparent becomes white."""
    from PIL import Image

    flat = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        flat.paste(clear, mask=clear)
    else:
        flat.paste(image.convert("RGB"))
    return flat

"""What a PDF says that somebody brought: the content embedded in it, and the text of its pages."""

from dataclasses import dataclass

import pypdfium2

from xunjian.documents import checkcode
from xunjian.documents.pages import PDFIUM, opened

_LARGEST_CONTENT = 4 * 2**20
_MOST_PAGES = 500


@dataclass(frozen=True)
class Copy:
    """A file that may be a copy of an issued document."""

    content: bytes | None
    """The embedded content; None where there is none."""
    pages: tuple[str, ...]
    """The text of each page, a line of the page on each line."""

    @property
    def code(self) -> str:
        """The check code that stands on the first page, or ''."""
        return checkcode.labelled(self.pages[0]) if self.pages else ""


def read(pdf: bytes) -> Copy:
    """Return what a file says; bytes that are no PDF are a UserError."""
    with opened(pdf) as document, PDFIUM:
        return Copy(_content(document), tuple(_text(document[number]) for number in range(_pages(document))))


def _pages(document: pypdfium2.PdfDocument) -> int:
    return min(len(document), _MOST_PAGES)


def _content(document: pypdfium2.PdfDocument) -> bytes | None:
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        if attachment.get_name() == checkcode.ATTACHMENT:
            try:
                content = bytes(attachment.get_data())
            except pypdfium2.PdfiumError:
                return None
            return content if len(content) <= _LARGEST_CONTENT else None
    return None


def _text(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range()).replace("\r\n", "\n")
    finally:
        text.close()
        page.close()

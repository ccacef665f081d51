"""Printing: the printers of this computer, and stored papers on their way to one of them."""

from xunjian.ui.printing.devices import Device, devices, margins_of
from xunjian.ui.printing.spool import MakePrinter, Sheets, as_image, into_file, on_device, print_paper

__all__ = [
    "Device",
    "MakePrinter",
    "Sheets",
    "as_image",
    "devices",
    "into_file",
    "margins_of",
    "on_device",
    "print_paper",
]

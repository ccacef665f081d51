"""The guide as files: its text beside the pictures, and one page with the pictures in it that opens anywhere."""

import base64
import re
import shutil
from pathlib import Path

from markdown_it import MarkdownIt

GUIDE = Path(__file__).parents[2] / "docs" / "使用手册.md"
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\.png\)")
_LOOK = """
body { max-width: 960px; margin: 24px auto; padding: 0 16px; font: 17px/1.8 "Microsoft YaHei", "Noto Sans CJK SC",
  "Source Han Sans SC", sans-serif; color: #1d2733; background: #fff; }
h1, h2, h3 { line-height: 1.4; } h2 { margin-top: 48px; border-top: 1px solid #cfd6de; padding-top: 24px; }
img { width: 100%; border: 1px solid #cfd6de; } code { background: #f0f3f6; padding: 0 4px; }
table { border-collapse: collapse; } th, td { border: 1px solid #cfd6de; padding: 4px 12px; text-align: left; }
pre { overflow-x: auto; background: #f0f3f6; padding: 12px; } pre code { padding: 0; }
@media print { h2 { break-before: page; } img { break-inside: avoid; } }
"""


def pictures_named(text: str) -> list[str]:
    """Return the pictures that the guide shows, by their names, in order."""
    return [name for _, name in PICTURE.findall(text)]


def page(text: str, pictures: Path) -> str:
    """Return one HTML page of the guide with its pictures in it; markup in the text stays text."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)

    def embed(found: re.Match[str]) -> str:
        content = base64.b64encode((pictures / f"{found.group(1)}.png").read_bytes()).decode("ascii")
        return f'src="data:image/png;base64,{content}"'

    whole = re.sub(r'src="pictures/([^"]+)\.png"', embed, body)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n<title>巡检使用手册</title>\n'
        f"<style>{_LOOK}</style>\n{whole}</html>\n"
    )


def write_guide(folder: Path) -> None:
    """Write the guide into a folder that holds its pictures."""
    shutil.copyfile(GUIDE, folder / GUIDE.name)
    text = GUIDE.read_text(encoding="utf-8")
    (folder / f"{GUIDE.stem}.html").write_text(page(text, folder / "pictures"), encoding="utf-8")

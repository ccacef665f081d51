"""Make the golden samples anew; look at the difference before it is committed."""

from tests.golden.comparing import FOLDER, PAPERS, golden

for name in PAPERS:
    (FOLDER / f"{name}.txt").write_text(golden(name), encoding="utf-8")

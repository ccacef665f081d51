"""The library of legal bases: laws and documents with their articles, read from `resources/legal-bases.toml`."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from xunjian.paths import resource
from xunjian.reference.tomlfile import TomlFile, read_toml
from xunjian.rules.basis import Article, BasisStatus, Clause, LegalBasis

_ITEM = re.compile(r"[A-Z]{2}-\d\d")
_REGION = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Bases:
    """All clauses, in the order of the file."""

    clauses: tuple[Clause, ...]

    @cached_property
    def by_key(self) -> dict[str, Clause]:
        """Clauses by `Clause.key`."""
        return {clause.key: clause for clause in self.clauses}

    @cached_property
    def _by_item(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, tuple[Clause, ...]] = {}
        for clause in self.clauses:
            for item in clause.article.items:
                bearing = replace(clause, condition=clause.article.conditions.get(item, ""))
                found[item] = (*found.get(item, ()), bearing)
        return found

    def articles_for(self, item_code: str) -> tuple[Clause, ...]:
        """The clauses that bear on a checklist item, each with its condition there, printable or not."""
        return self._by_item.get(item_code, ())


def load_bases(path: Path | None = None) -> Bases:
    """Read and check the legal bases (default: those shipped); anything wrong names file, line and field."""
    file = read_toml(path or resource("legal-bases.toml"))
    file.refuse_tables({"basis", "basis.article"})
    if file.data.keys() - {"basis"}:
        field = min(file.data.keys() - {"basis"})
        raise file.problem("没有这个字段", line=file.line_of(field=field), field=field)
    clauses: list[Clause] = []
    ids: set[str] = set()
    for number, raw in enumerate(file.data.get("basis", [])):
        basis = _basis(file, number, raw, ids)
        ids.add(basis.id)
        clauses += _clauses(file, number, raw.get("article", []), basis)
    return Bases(tuple(clauses))


def _basis(file: TomlFile, number: int, raw: dict[str, Any], ids: set[str]) -> LegalBasis:
    basis = file.convert(raw, LegalBasis, "basis", (number,))
    problems = {
        "id": f"{basis.id} 用了两次" if basis.id in ids else "" if basis.id else "不能为空",
        "title": "" if basis.title.strip() else "不能为空",
        "number_verified": "文号写着未核，不能算已核" if basis.number_verified and "未核" in basis.number else "",
        "valid_until": "早于 valid_from" if basis.valid_until and basis.valid_until < basis.valid_from else "",
        "year": "年度文件要写年度" if basis.status is BasisStatus.ANNUAL and basis.year is None else "",
        "regions": _about_regions(basis),
    }
    _refuse(file, problems, "basis", (number,))
    return basis


def _clauses(file: TomlFile, number: int, raws: list[dict[str, Any]], basis: LegalBasis) -> list[Clause]:
    clauses: list[Clause] = []
    for count, raw in enumerate(raws):
        article = file.convert(raw, Article, "basis.article", (number, count))
        wrong = [item for item in article.items if not _ITEM.fullmatch(item)]
        problems = {
            "ref": "不能为空" if not article.ref.strip() else _about_repeat(article, clauses),
            "cited": "条号未核，不能印" if "未核" in article.cited else "",
            "requires": "" if article.requires.strip() else "不能为空",
            "items": f"{wrong[0]} 不是检查项编码" if wrong else "",
            "conditions": "只能写 items 中的项，且不能为空" if not _conditions_fit(article) else "",
        }
        _refuse(file, problems, "basis.article", (number, count))
        clauses.append(Clause(basis, article))
    return clauses


def _conditions_fit(article: Article) -> bool:
    return article.conditions.keys() <= set(article.items) and all(map(str.strip, article.conditions.values()))


def _about_regions(basis: LegalBasis) -> str:
    if basis.status is BasisStatus.LOCAL and not basis.regions:
        return "地方文件要写区划"
    return "" if all(_REGION.fullmatch(code) for code in basis.regions) else "应为六位区划代码"


def _about_repeat(article: Article, clauses: list[Clause]) -> str:
    return f"{article.ref} 写了两次" if any(clause.article.ref == article.ref for clause in clauses) else ""


def _refuse(file: TomlFile, problems: dict[str, str], name: str, numbers: tuple[int, ...]) -> None:
    for field, problem in problems.items():
        if problem:
            raise file.problem(problem, line=file.line_of(name, numbers, field), field=field)

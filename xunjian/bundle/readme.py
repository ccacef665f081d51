"""The page for people who open a bundle with something else (说明.txt)."""

from zoneinfo import ZoneInfo

from xunjian.bundle.format import ENROL, TASK, Manifest

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_USE = {
    ENROL: "请在检查组的电脑上打开巡检，选“打开入组文件”。",
    TASK: "请在检查组的电脑上，用巡检合入。",
}
_MERGE = "请在局里的电脑上打开巡检，选“汇总”→“合包”合入。"
_OPEN = {
    ENROL: "拿到这个文件的人都能入组，也能打开这个组的数据包。请当面交给组长，入组后收回，不要发到群里。",
}
_SEALED = "外面一层是 age 格式的加密，局里的密钥、恢复密钥和这个组的密钥能打开。"


def readme(manifest: Manifest) -> bytes:
    """Return the page: what this is, whose, of when, what to do with it."""
    counts = manifest.counts
    made = manifest.made_at.astimezone(_SHANGHAI)
    lines = [
        "这是巡检的入组文件。" if manifest.kind == ENROL else "这是巡检的数据包。",
        "",
        f"单位：{manifest.bureau_name or '（未写）'}",
        f"来自：{manifest.sender.name}",
        *([f"交给：{manifest.to.name}"] if manifest.to else []),
        f"时间：{made:%Y年%m月%d日 %H:%M}",
        f"内容：检查 {counts.visits} 次，问题 {counts.findings} 个，文书 {counts.documents} 份，"
        f"照片和文书原件 {counts.photos} 个，改动 {counts.commits} 次",
        *([f"分卷：共 {manifest.part[1]} 份，这是第 {manifest.part[0]} 份"] if manifest.part[1] > 1 else []),
        *(["这是演示数据。"] if manifest.trial else []),
        "",
        _USE.get(manifest.kind, _MERGE),
        "请不要解压后改动再压回去：每个文件都有校验，改过的合不进。",
        _OPEN.get(manifest.kind, _SEALED),
        "",
        "ops.jsonl 是全部改动，每行一次，ops.sig 是局里对各行的签名；",
        "blobs 里是照片和文书原件，文件名是内容的 SHA-256。",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")

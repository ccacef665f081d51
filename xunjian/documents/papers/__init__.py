"""The papers: what each says as plain values, its words, its parts in their order.

Each module has a frozen dataclass of facts, every string as it is printed, and `render(facts, *, grid, faces, proof)`,
which returns a `rendering.Rendered`: the same facts give the same bytes. Facts that a paper must not be without, such
as two certificates for an order, are checked when it is made (ValueError); before that, services say in words what is
missing.

- `site_record`: 现场检查记录, with the results of each section and a line to sign on every page
- `feedback_sheet`: 问题反馈单, signed by both sides before the bureau judges anything
- `notice`: 整改通知书 as a sheet or as a document with red head; `annexes`: its attachments
- `supervision_opinion`: 督导意见书
- `correction_order`: 责令改正通知书
- `counterfoil`: 存根 with the number across the cuts
- `service_receipt`: 送达回证
- `erratum`: 更正通知
- `recovery_sheet`: the bureau's recovery key

Which of notice, opinion, order and sheet is the right one is decided in `rules.papers`. `facts`, `words`, `problems`,
`signing`, `receipt` and `rendering` are what they share.
"""

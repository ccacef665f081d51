"""通知书: the draft and what stands in its way, 签发, the issued paper."""

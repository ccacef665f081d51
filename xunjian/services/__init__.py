"""The use cases: functions of a session that never commit."""

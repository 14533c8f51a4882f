"""恢复上一步: the state before each command, kept in the user's own folder."""

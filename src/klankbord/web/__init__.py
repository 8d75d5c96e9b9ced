"""The pages: server-rendered, whole without a script, quicker with one."""

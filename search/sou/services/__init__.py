"""Programs that ask over a connection: assistants by MCP, all others by HTTP."""

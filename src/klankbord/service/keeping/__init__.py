"""How long things stay, and what goes: retention, erasure, access, holds, exports."""

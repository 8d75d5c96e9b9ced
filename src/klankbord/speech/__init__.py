"""Recordings in: decoding, channels, tones, speech activity, and turns on a timeline.

Loudness and pitch serve to find speech and tones here. They are kept nowhere, and nothing that
measures can import this room.
"""

"""Who speaks, where everybody is on one channel: told apart by their voices, and never by name.

Voices are compared in a process of their own, which can write no file and says only from when
until when the first, the second or the third of them speaks. What it compares them by ends with it.
"""

"""Input that nobody's browser sends: whatever comes, the answer is a declared one and the room is as it was."""

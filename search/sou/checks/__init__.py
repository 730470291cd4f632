"""Checks stage: does an index hold what it says, and find what it holds?"""

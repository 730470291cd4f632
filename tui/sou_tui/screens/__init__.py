"""Screens: they decide what keys and messages do."""

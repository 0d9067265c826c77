"""The scanner, where the fast lane begins: surely valid engagements, found and packed by compiled code.

Here live the compiled `kernel`, the tables that tell it the contract, made from the models of `schemas`
(`contract`), and what makes Arrow of what it found (`scan`). No rule of the contract is written here, and
no SQL. What the scanner leaves goes to `schemas.gate`, and what that leaves to the models; it may leave any
line.
"""

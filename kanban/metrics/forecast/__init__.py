"""The forecast of when open cards will be done: closed forms over the past of their boards.

Two models of a set of cards are mixed. `ageing` says how likely a card of its age is to leave; `drain` says when the
queue up to the last card is worked off. `mixture` weighs them by which foretold the team's own past better.
Times are days on any epoch, as floats. Nothing here reads a clock or draws a random number.
"""

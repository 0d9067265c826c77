"""What a user would write instead: per-post totals alone, in three ways. Programs: `PROGRAM LOG OUT.csv`.

Each counts, for every post, what came to it on the organic side and from Spark Ads, adds less removes, every
event id once. None looks at a code's times, or at whether a like was there before it was taken back; none
keeps anything for the next line, or can say why a number is what it is.
"""

"""A long document → proposed answers and elements → drafts.

One reader a format gives the same frozen source (source.py); `proposing` turns it into proposed
answers by small rules; the editor works on what is proposed (`editing`); `drafting` makes drafts.
"""

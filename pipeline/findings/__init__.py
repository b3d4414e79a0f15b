"""What is made of the counts beside the shares: comparison with what was published, row accounting.

Used by summarise only.
"""

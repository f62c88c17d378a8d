"""Approvals where more than one engine is needed: the cover of what goes round on paper, shares on paper."""

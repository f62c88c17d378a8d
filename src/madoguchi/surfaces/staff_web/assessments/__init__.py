"""Surveys, opinions and the first stage of 要介護認定, for the desk that answers for them."""

"""The views of the desk for 要介護認定."""

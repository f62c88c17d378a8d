"""The check of form (形式審査), one file per kind of rule. `check_form` runs them all."""

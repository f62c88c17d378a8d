"""A resident prepares everything at home: questions, plan, answers, review, and a code for the counter."""

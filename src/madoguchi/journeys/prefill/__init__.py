"""What the office knows already comes into a resident's draft: signed in, consented, sealed to the asker."""

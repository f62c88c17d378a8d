"""照合の確認 on the staff site: two records side by side, one decision after the other, with the keyboard."""

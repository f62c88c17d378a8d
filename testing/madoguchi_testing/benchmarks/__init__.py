"""What `madoguchi bench` measures. Nothing asserts a time: figures are printed with what they were
measured on.
"""

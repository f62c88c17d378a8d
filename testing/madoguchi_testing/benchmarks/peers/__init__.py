"""The rules of a pack in two other rule engines, for comparing results and speed: zen-engine and OpenFisca.

Both are an optional extra (`bench`). The rules are translated by machine from the compiled conditions. What
is compared is what both engines have: complete answers. Neither of them knows answers that are still missing,
which is what a conversation with a resident is made of.
"""

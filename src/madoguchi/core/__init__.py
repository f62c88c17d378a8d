"""What every engine stands on: vocabulary, conditions, packs, tenancy, actions, audit."""

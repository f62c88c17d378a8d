"""Documents: forms, the 案内票 and the QR sheet as PDF, from the layouts of the packs."""

"""What both sites share: design tokens, components, icons, security headers."""

"""How a rule is declared, and the order in which every rule judges (facts -> finding)."""

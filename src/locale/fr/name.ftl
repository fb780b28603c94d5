# Le nom DNS

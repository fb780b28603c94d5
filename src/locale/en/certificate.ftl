# The certificate

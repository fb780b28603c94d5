"""nginx as the TLS end of one host, as the documentation of snac and of Nichoir describes it."""

from peers.program import Program

_CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 16m;
  map $http_upgrade $connection_header {{ default upgrade; "" close; }}
  server {{
    listen {address}:443 ssl;
    server_name {host};
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location / {{
      proxy_pass http://{backend};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_header;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
    }}
  }}
}}
"""


def tls_proxy(network, host, backend, folder):
    """A stopped nginx that answers for `https://host` with what `backend` (address:port) says."""
    folder.mkdir(parents=True)
    certificate, key = network.certificate(host)
    address = network.address(host)
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(
        folder=folder, host=host, address=address, backend=backend, certificate=certificate, key=key))
    command = ["nginx", "-e", "stderr", "-p", folder, "-c", configuration]
    return Program(f"nginx for {host}", command, folder / "nginx.log", (address, 443))

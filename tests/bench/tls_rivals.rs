//! nginx and haproxy as they come from the distribution, with the same body, certificate and number of threads.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::support::web::listener;
use super::tls_node::{CERTIFICATE, KEY};

/// A running server of another make. Ended when dropped.
pub(crate) struct Rival {
    pub(crate) name: &'static str,
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Rival {
    /// `None` where it is not installed.
    pub(crate) fn nginx(folder: &Path) -> Option<Self> {
        let (address, path) = (free(), folder.display());
        let configuration = format!(
            "worker_processes 2; daemon off; pid {path}/nginx.pid; error_log stderr crit;
             events {{ worker_connections 1024; }}
             http {{
               access_log off; default_type text/plain; keepalive_requests 100000000;
               client_body_temp_path {path}; proxy_temp_path {path}; fastcgi_temp_path {path};
               uwsgi_temp_path {path}; scgi_temp_path {path};
               server {{
                 listen {address} ssl; ssl_protocols TLSv1.2 TLSv1.3;
                 ssl_certificate {path}/{CERTIFICATE}; ssl_certificate_key {path}/{KEY};
                 location = /health {{ return 200 \"OK\"; }}
               }}
             }}"
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, configuration).unwrap();
        Self::start("nginx", Command::new("nginx").arg("-c").arg(file), address)
    }

    /// `None` where it is not installed.
    pub(crate) fn haproxy(folder: &Path) -> Option<Self> {
        let (address, path) = (free(), folder.display());
        let both = [KEY, CERTIFICATE].map(|name| fs::read_to_string(folder.join(name)).unwrap());
        fs::write(folder.join("both.pem"), both.concat()).unwrap();
        let configuration = format!(
            "global\n nbthread 2\n maxconn 2000\n\
             defaults\n mode http\n timeout client 60s\n timeout server 60s\n timeout connect 5s\n\
             frontend bench\n bind {address} ssl crt {path}/both.pem alpn http/1.1\n \
             http-request return status 200 content-type text/plain string OK\n"
        );
        let file = folder.join("haproxy.cfg");
        fs::write(&file, configuration).unwrap();
        Self::start("haproxy", Command::new("haproxy").arg("-db").arg("-f").arg(file), address)
    }

    fn start(name: &'static str, command: &mut Command, address: SocketAddr) -> Option<Self> {
        let command = command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().ok()?;
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return Some(Self { name, child, address });
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{name} does not answer");
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        // nginx' workers end with their master, if it is told.
        let process = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(process) = process {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

fn free() -> SocketAddr {
    listener().1
}

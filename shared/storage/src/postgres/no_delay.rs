//! Connecting without Nagle's algorithm, which the driver leaves on: within the TLS handshake it waits
//! twice for a delayed acknowledgement of 40 ms, most of a cold start.
//!
//! The driver hands its socket to nobody; but Linux gives a process a second handle on what it has opened
//! itself. To go with sqlx's release after 0.9.0, which mends it:
//! <https://github.com/transact-rs/sqlx/pull/4336>.

use std::{
    fs,
    future::{Future, poll_fn},
    pin::Pin,
};

use rustix::process::{ForeignRawFd, PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};
use socket2::SockRef;

/// What `connecting` to that port comes to. Where the system does not let us, it only takes longer.
pub(super) async fn no_delay<T>(port: u16, mut connecting: impl Future<Output = T> + Unpin) -> T {
    let mut is_done = false;
    poll_fn(|context| {
        let polled = Pin::new(&mut connecting).poll(context);
        // First it asks for TLS and waits for a yes: that is when the socket is found.
        is_done = is_done || polled.is_ready() || switch_off(port).unwrap_or(true);
        polled
    })
    .await
}

/// Switches it off for what this process connects to that port; whether there was anything.
fn switch_off(port: u16) -> std::io::Result<bool> {
    let own = pidfd_open(getpid(), PidfdFlags::empty())?;
    let mut found = false;
    for entry in fs::read_dir("/proc/self/fd")? {
        let name = entry?.file_name();
        let Some(number) = name.to_str().and_then(|name| name.parse::<ForeignRawFd>().ok()) else {
            continue;
        };
        // The folder's own is closed by now.
        let Ok(handle) = pidfd_getfd(&own, number, PidfdGetfdFlags::empty()) else { continue };
        let socket = SockRef::from(&handle);
        let is_on = socket.tcp_nodelay().is_ok_and(|off| !off) && is_for(&socket, port);
        found |= is_on && socket.set_tcp_nodelay(true).is_ok();
    }
    Ok(found)
}

fn is_for(socket: &SockRef<'_>, port: u16) -> bool {
    let peer = socket.peer_addr().ok().and_then(|address| address.as_socket());
    peer.is_some_and(|peer| peer.port() == port)
}

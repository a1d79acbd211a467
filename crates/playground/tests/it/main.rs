//! The server as its page meets it, and as others do who should not.

mod bad_requests;
mod client;
mod commands;
mod pages;
mod security;
mod sockets;
mod trainings;

//! What the kernel shows under /proc.

use jiff::Timestamp;

use super::Guest;

/// A t3.micro's memory in kB.
pub(super) const MEMORY_TOTAL: u64 = 965_024;

/// A file under /proc; none for every other path.
pub(super) fn read(guest: &Guest, path: &str, now: Timestamp) -> Option<String> {
    Some(match path {
        "/proc/sys/kernel/random/boot_id" => format!("{}\n", guest.boot_id()),
        "/proc/sys/kernel/hostname" => format!("{}\n", guest.spec.hostname),
        "/proc/sys/kernel/osrelease" => format!("{KERNEL}\n"),
        "/proc/uptime" => {
            let up = uptime(guest, now);
            format!("{up}.41 {}.07\n", up * 2 * 9 / 10)
        }
        "/proc/loadavg" => "0.08 0.03 0.01 1/121 1712\n".to_owned(),
        "/proc/version" => {
            format!("Linux version {KERNEL} (buildd@lcy02-amd64-050) (x86_64-linux-gnu-gcc-12 (Ubuntu 12.3.0-1ubuntu1~22.04) 12.3.0) {BUILD}\n")
        }
        "/proc/meminfo" => {
            let used = used_memory(guest);
            let free = MEMORY_TOTAL.saturating_sub(used + CACHED);
            format!(
                "MemTotal:         {MEMORY_TOTAL} kB\nMemFree:          {free} kB\nMemAvailable:     {} kB\nBuffers:           20000 kB\nCached:           {} kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n",
                free + CACHED * 9 / 10,
                CACHED - 20_000
            )
        }
        "/proc/cpuinfo" => (0..2)
            .map(|cpu| {
                format!(
                    "processor\t: {cpu}\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz\ncpu MHz\t\t: 2499.998\ncpu cores\t: 1\n\n"
                )
            })
            .collect(),
        _ => return None,
    })
}

/// What `uname -r` says.
pub(super) const KERNEL: &str = "6.8.0-1021-aws";
/// What `uname -v` says.
pub(super) const BUILD: &str = "#23~22.04.1-Ubuntu SMP Tue Dec 10 16:50:46 UTC 2024";
/// File contents kept in memory, in kB.
pub(super) const CACHED: u64 = 300_000;

/// Memory that processes use, in kB.
pub(super) fn used_memory(guest: &Guest) -> u64 {
    180_000 + if guest.services.is_active("mysql") { 370_000 } else { 0 }
}

/// Seconds since the boot.
pub(super) fn uptime(guest: &Guest, now: Timestamp) -> i64 {
    now.as_second().saturating_sub(guest.booted_at.as_second()).max(0)
}

//! What a lab costs on AWS: the published on-demand prices of what it is made of, in US dollars.
//!
//! The figures are AWS's list prices for Linux of 2025, without taxes; a free tier or credits may cover them.
//! <https://aws.amazon.com/ec2/pricing/on-demand/>, <https://aws.amazon.com/ebs/pricing/>, <https://aws.amazon.com/vpc/pricing/>

use std::fmt::{self, Display};
use std::ops::Mul;

/// How large each machine's disk is, in GiB.
pub const DISK_GIB: u64 = 8;
/// How many machines a lab has.
pub const MACHINES: u64 = 2;
/// How many hours AWS counts in a month.
const HOURS_A_MONTH: u64 = 730;
/// A public IPv4 address, in use or not, in every Region.
const ADDRESS_PER_HOUR: Dollars = Dollars(5_000);

/// An amount in millionths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dollars(pub u64);

impl Display for Dollars {
    /// As a plain number with at least two decimals: `0.0104`, `24.10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:06}", self.0 % 1_000_000);
        let kept = decimals.trim_end_matches('0').len().max(2);
        write!(f, "{}.{}", self.0 / 1_000_000, &decimals[..kept])
    }
}

impl Mul<u64> for Dollars {
    type Output = Self;

    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

/// An instance type that the lab runs well on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferedType {
    /// Its name.
    pub name: &'static str,
    /// How many virtual processors it has.
    pub vcpus: u32,
    /// Its memory, in MiB.
    pub memory_mib: u32,
    /// Whether AWS's free tier names it: `t2.micro` and `t3.micro` for accounts from before July 2025, `t3.micro` and `t3.small` since.
    /// Whether it covers a given account, only AWS's answer tells. <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-free-tier-usage.html>
    pub may_be_free: bool,
}

/// The types to choose from, cheapest first where all are offered. MySQL does not start in less memory than theirs.
pub const TYPES: [OfferedType; 4] = [
    OfferedType { name: "t3.micro", vcpus: 2, memory_mib: 1024, may_be_free: true },
    OfferedType { name: "t2.micro", vcpus: 1, memory_mib: 1024, may_be_free: true },
    OfferedType { name: "t3.small", vcpus: 2, memory_mib: 2048, may_be_free: true },
    OfferedType { name: "t3.medium", vcpus: 2, memory_mib: 4096, may_be_free: false },
];

/// What a whole lab of two machines costs an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hourly {
    /// While the machines run: machines, addresses and disks.
    pub running: Dollars,
    /// While they are stopped: the disks alone, since a stopped machine gives its address back.
    pub stopped: Dollars,
}

/// What a whole lab costs an hour; none where the type's price in the Region is not known.
pub fn hourly(region: &str, instance_type: &str) -> Option<Hourly> {
    let machine = machine_per_hour(region, instance_type)?;
    let disk = Dollars(disk_per_gib_month(region)?.0 * DISK_GIB / HOURS_A_MONTH);
    Some(Hourly { running: Dollars(machine.0 + ADDRESS_PER_HOUR.0 + disk.0) * MACHINES, stopped: disk * MACHINES })
}

/// One machine's price an hour, without its address and disk; none where it is not known.
pub fn machine_per_hour(region: &str, instance_type: &str) -> Option<Dollars> {
    let (family, size) = instance_type.split_once('.')?;
    let row = region_row(region)?;
    // The sizes of t3 cost in the proportion of their memory; those of t2 do so only in some Regions.
    let listed = match (family, size) {
        ("t3", "nano") => row.t3_micro / 2,
        ("t3", "micro") => row.t3_micro,
        ("t3", "small") => row.t3_micro * 2,
        ("t3", "medium") => row.t3_micro * 4,
        ("t2", "micro") => row.t2_micro?,
        _ => return None,
    };
    Some(Dollars(listed))
}

/// A gp3 disk's price for each GiB and month.
fn disk_per_gib_month(region: &str) -> Option<Dollars> {
    region_row(region).map(|row| Dollars(row.gp3))
}

/// A Region's prices in millionths of a dollar.
struct Row {
    region: &'static str,
    t3_micro: u64,
    t2_micro: Option<u64>,
    gp3: u64,
}

const fn row(region: &'static str, t3_micro: u64, t2_micro: u64, gp3: u64) -> Row {
    Row { region, t3_micro, t2_micro: if t2_micro == 0 { None } else { Some(t2_micro) }, gp3 }
}

const ROWS: [Row; 17] = [
    row("us-east-1", 10_400, 11_600, 80_000),
    row("us-east-2", 10_400, 11_600, 80_000),
    row("us-west-1", 12_400, 13_800, 96_000),
    row("us-west-2", 10_400, 11_600, 80_000),
    row("ca-central-1", 11_600, 12_800, 88_000),
    row("sa-east-1", 16_800, 18_600, 152_000),
    row("eu-west-1", 11_400, 12_600, 88_000),
    row("eu-west-2", 11_800, 13_200, 92_800),
    row("eu-west-3", 11_800, 13_200, 92_800),
    row("eu-central-1", 12_000, 13_400, 95_200),
    row("eu-north-1", 10_800, 0, 83_600),
    row("ap-south-1", 11_200, 12_400, 91_200),
    row("ap-southeast-1", 13_200, 14_600, 96_000),
    row("ap-southeast-2", 13_200, 14_600, 96_000),
    row("ap-northeast-1", 13_600, 15_200, 96_000),
    row("ap-northeast-2", 13_000, 14_400, 91_200),
    row("ap-northeast-3", 13_600, 15_200, 96_000),
];

fn region_row(region: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.region == region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_at_least_two_decimals() {
        for (amount, shown) in [(10_400, "0.0104"), (5_000, "0.005"), (24_100_000, "24.10"), (0, "0.00"), (1_000_000, "1.00")] {
            assert_eq!(Dollars(amount).to_string(), shown);
        }
    }

    #[test]
    fn a_lab_of_two_small_machines_costs_three_cents_an_hour() {
        let lab = hourly("us-east-1", "t3.micro").unwrap();
        // 2 × (0.0104 machine + 0.005 address + 8 × 0.08 / 730 disk)
        assert_eq!(lab.running, Dollars(32_552));
        assert_eq!(lab.stopped, Dollars(1_752));
    }

    #[test]
    fn a_type_or_region_that_is_not_listed_has_no_price_rather_than_a_wrong_one() {
        assert_eq!(machine_per_hour("us-east-1", "p5.48xlarge"), None);
        assert_eq!(machine_per_hour("eu-north-1", "t2.micro"), None);
        assert_eq!(hourly("xx-nowhere-1", "t3.micro"), None);
        assert_eq!(machine_per_hour("us-east-1", "t3"), None);
    }

    #[test]
    fn the_offered_types_stand_by_their_price_wherever_it_is_known() {
        for row in &ROWS {
            let prices: Vec<_> = TYPES.iter().filter_map(|kind| machine_per_hour(row.region, kind.name)).collect();
            assert!(prices.is_sorted() && prices.len() >= 3, "{}: {prices:?}", row.region);
        }
    }

    #[test]
    fn larger_sizes_cost_more() {
        let sizes = ["nano", "micro", "small", "medium"];
        let prices: Vec<_> = sizes.iter().map(|size| machine_per_hour("us-east-1", &format!("t3.{size}")).unwrap()).collect();
        assert!(prices.is_sorted(), "{prices:?}");
    }
}

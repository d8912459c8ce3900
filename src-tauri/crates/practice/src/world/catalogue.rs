//! What the Region offers: images and sizes of machines. Fixed facts, as EC2 publishes them.

/// A machine image.
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) architecture: &'static str,
    pub(crate) created: &'static str,
}

/// Canonical's account.
pub(crate) const CANONICAL: &str = "099720109477";

/// Canonical's images, in no order, several dates of each: "the newest" has to be looked for.
pub(crate) const IMAGES: [Image; 7] = [
    Image {
        id: "ami-0c398cb65a93047f2",
        name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20251015",
        description: "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image build on 2025-10-15",
        architecture: "x86_64",
        created: "2025-10-16T05:21:34.000Z",
    },
    Image {
        id: "ami-0e2c8caa4b6378d8c",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260110",
        description: "Canonical, Ubuntu, 24.04, amd64 noble image",
        architecture: "x86_64",
        created: "2026-01-11T03:12:08.000Z",
    },
    Image {
        id: "ami-07d9b9ddc6cd8dd30",
        name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260110",
        description: "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image build on 2026-01-10",
        architecture: "x86_64",
        created: "2026-01-11T02:48:50.000Z",
    },
    Image {
        id: "ami-0a7a4e87939439934",
        name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20260110",
        description: "Canonical, Ubuntu, 22.04 LTS, arm64 jammy image build on 2026-01-10",
        architecture: "arm64",
        created: "2026-01-11T02:50:11.000Z",
    },
    Image {
        id: "ami-0557a15b87f6559cf",
        name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250712",
        description: "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image build on 2025-07-12",
        architecture: "x86_64",
        created: "2025-07-13T04:33:15.000Z",
    },
    Image {
        id: "ami-0149b2da6ceec4bb0",
        name: "ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20250530",
        description: "Canonical, Ubuntu, 20.04 LTS, amd64 focal image build on 2025-05-30",
        architecture: "x86_64",
        created: "2025-05-31T04:02:44.000Z",
    },
    Image {
        id: "ami-0f1bae6c3bedcc3b5",
        name: "ubuntu-minimal/images/hvm-ssd/ubuntu-jammy-22.04-amd64-minimal-20260112",
        description: "Canonical, Ubuntu Minimal, 22.04 LTS, amd64 jammy image build on 2026-01-12",
        architecture: "x86_64",
        created: "2026-01-13T02:11:27.000Z",
    },
];

/// A size of machine.
#[derive(Debug)]
pub(crate) struct InstanceType {
    pub(crate) name: &'static str,
    pub(crate) vcpus: u32,
    pub(crate) cores: u32,
    pub(crate) memory_mib: u32,
    pub(crate) architecture: &'static str,
    pub(crate) free_tier: bool,
    pub(crate) burstable: bool,
    /// The zones that offer it, by their letter.
    pub(crate) zones: &'static str,
}

const fn x86(name: &'static str, vcpus: u32, memory_mib: u32, free_tier: bool) -> InstanceType {
    InstanceType { name, vcpus, cores: vcpus / 2, memory_mib, architecture: "x86_64", free_tier, burstable: true, zones: "abc" }
}

/// Sizes of machines. The account is younger than 2025-07-15: t2.micro is not in its free tier.
pub(crate) const INSTANCE_TYPES: [InstanceType; 11] = [
    InstanceType { cores: 1, zones: "ab", ..x86("t2.micro", 1, 1024, false) },
    InstanceType { cores: 1, ..x86("t2.small", 1, 2048, false) },
    x86("t3.nano", 2, 512, false),
    x86("t3.micro", 2, 1024, true),
    x86("t3.small", 2, 2048, true),
    x86("t3.medium", 2, 4096, false),
    InstanceType { cores: 2, architecture: "arm64", ..x86("t4g.micro", 2, 1024, true) },
    InstanceType { cores: 2, architecture: "arm64", ..x86("t4g.small", 2, 2048, true) },
    InstanceType { burstable: false, zones: "ab", ..x86("c7i-flex.large", 2, 4096, true) },
    InstanceType { burstable: false, ..x86("m7i-flex.large", 2, 8192, true) },
    InstanceType { burstable: false, ..x86("m5.large", 2, 8192, false) },
];

/// An image by its id.
pub(crate) fn image(id: &str) -> Option<&'static Image> {
    IMAGES.iter().find(|image| image.id == id)
}

/// A size by its name.
pub(crate) fn instance_type(name: &str) -> Option<&'static InstanceType> {
    INSTANCE_TYPES.iter().find(|known| known.name == name)
}

impl InstanceType {
    /// Whether a zone offers it.
    pub(crate) fn offered_in(&self, zone: &str) -> bool {
        zone.chars().last().is_some_and(|letter| self.zones.contains(letter))
    }
}

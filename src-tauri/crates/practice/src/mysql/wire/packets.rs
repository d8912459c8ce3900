//! Packets: a length, a sequence number, a payload.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// A payload of this length continues in the next packet.
const FULL: usize = 0xff_ff_ff;

/// What a connection runs over: TCP, a tunnel, or TLS on either.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Why a connection ends early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
    /// The client says what the protocol does not allow.
    #[error("the client broke the protocol")]
    Malformed,
    /// Its payload, of this length, has not been read.
    #[error("a packet of {0} bytes is too large")]
    TooLarge(usize),
    #[error("the client said nothing for too long")]
    Idle,
    #[error("mysqld no longer runs")]
    Gone,
    /// The client was told an error and the connection is over.
    #[error("refused")]
    Refused,
}

/// One end of a connection.
pub(super) struct Packets {
    stream: Box<dyn Stream>,
    /// The next packet's number, in either direction.
    sequence: u8,
    /// Payloads on their way out.
    out: Vec<u8>,
}

impl Packets {
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Self { stream, sequence: 0, out: Vec::new() }
    }

    /// The stream beneath, to put TLS on it. Nothing of it was read ahead.
    pub(super) fn into_stream(self) -> (Box<dyn Stream>, u8) {
        (self.stream, self.sequence)
    }

    /// Goes on over another stream.
    pub(super) fn resume(stream: Box<dyn Stream>, sequence: u8) -> Self {
        Self { stream, sequence, out: Vec::new() }
    }

    /// A command starts: its packet has the number 0.
    pub(super) fn begin(&mut self) {
        self.sequence = 0;
    }

    /// The next payload, no longer than `most` bytes, within a time.
    ///
    /// # Errors
    /// All of [`Broken`]'s that reading can meet. After [`Broken::TooLarge`] and [`Packets::skip`] an error can still be sent.
    pub(super) async fn read(&mut self, most: usize, within: Duration) -> Result<Vec<u8>, Broken> {
        timeout(within, self.read_now(most.min(FULL - 1))).await.map_err(|_| Broken::Idle)?
    }

    /// The length of the payload that follows.
    async fn header(&mut self) -> Result<usize, Broken> {
        let mut header = [0; 4];
        self.stream.read_exact(&mut header).await?;
        let [a, b, c, sequence] = header;
        if sequence != self.sequence {
            return Err(Broken::Malformed);
        }
        self.sequence = sequence.wrapping_add(1);
        Ok(usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16)
    }

    async fn read_now(&mut self, most: usize) -> Result<Vec<u8>, Broken> {
        let length = self.header().await?;
        if length > most {
            return Err(Broken::TooLarge(length));
        }
        // The buffer grows with what comes, not with what is announced.
        let mut payload = Vec::new();
        (&mut self.stream).take(length as u64).read_to_end(&mut payload).await?;
        if payload.len() < length { Err(Broken::Io(io::ErrorKind::UnexpectedEof.into())) } else { Ok(payload) }
    }

    /// Reads past a payload that is too large, and past the packets that continue it, so that the client hears the answer.
    ///
    /// # Errors
    /// All of [`Broken`]'s that reading can meet; it has to end in time.
    pub(super) async fn skip(&mut self, mut length: usize, within: Duration) -> Result<(), Broken> {
        timeout(within, async {
            loop {
                let skipped = tokio::io::copy(&mut (&mut self.stream).take(length as u64), &mut tokio::io::sink()).await?;
                if skipped < length as u64 {
                    return Err(Broken::Io(io::ErrorKind::UnexpectedEof.into()));
                }
                if length < FULL {
                    return Ok(());
                }
                length = self.header().await?;
            }
        })
        .await
        .map_err(|_| Broken::Idle)?
    }

    /// Queues a payload.
    pub(super) fn put(&mut self, payload: &[u8]) {
        let mut chunks = payload.chunks(FULL);
        let mut chunk = chunks.next().unwrap_or_default();
        loop {
            let length = u32::try_from(chunk.len()).unwrap_or(u32::MAX).to_le_bytes();
            self.out.extend_from_slice(&length[..3]);
            self.out.push(self.sequence);
            self.sequence = self.sequence.wrapping_add(1);
            self.out.extend_from_slice(chunk);
            if chunk.len() < FULL {
                return;
            }
            // A full packet is followed by another, be it empty.
            chunk = chunks.next().unwrap_or_default();
        }
    }

    /// Sends what is queued.
    pub(super) async fn flush(&mut self, within: Duration) -> Result<(), Broken> {
        let out = std::mem::take(&mut self.out);
        timeout(within, async {
            self.stream.write_all(&out).await?;
            self.stream.flush().await
        })
        .await
        .map_err(|_| Broken::Idle)??;
        Ok(())
    }
}

/// Reads the parts of a payload; none where it ends too early.
pub(super) struct Payload<'a>(pub(super) &'a [u8]);

impl<'a> Payload<'a> {
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        Some(self.bytes(1)?[0])
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?))
    }

    /// Up to a NUL, which is left out; up to the end when there is none.
    pub(super) fn until_nul(&mut self) -> &'a [u8] {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest.get(1..).unwrap_or_default();
        taken
    }

    /// A length-encoded string.
    pub(super) fn text(&mut self) -> Option<&'a [u8]> {
        let length = match self.u8()? {
            length @ 0..=0xfa => u64::from(length),
            0xfc => u64::from(u16::from_le_bytes(self.bytes(2)?.try_into().ok()?)),
            0xfd => {
                let bytes = self.bytes(3)?;
                u64::from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]))
            }
            0xfe => u64::from_le_bytes(self.bytes(8)?.try_into().ok()?),
            _ => return None,
        };
        self.bytes(usize::try_from(length).ok()?)
    }
}

/// Writes a length-encoded number.
pub(super) fn put_number(out: &mut Vec<u8>, number: u64) {
    let bytes = number.to_le_bytes();
    match number {
        0..=0xfa => out.push(bytes[0]),
        0xfb..=0xffff => {
            out.push(0xfc);
            out.extend_from_slice(&bytes[..2]);
        }
        0x1_0000..=0xff_ffff => {
            out.push(0xfd);
            out.extend_from_slice(&bytes[..3]);
        }
        _ => {
            out.push(0xfe);
            out.extend_from_slice(&bytes);
        }
    }
}

/// Writes a length-encoded string.
pub(super) fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SOON: Duration = Duration::from_secs(30);

    async fn exchange(payload: &[u8]) -> Vec<u8> {
        let (near, far) = tokio::io::duplex(1 << 16);
        let mut sender = Packets::new(Box::new(near));
        let mut receiver = Packets::new(Box::new(far));
        sender.put(payload);
        let (sent, received) = tokio::join!(sender.flush(SOON), receiver.read(FULL, SOON));
        sent.expect("sent");
        received.expect("received")
    }

    #[tokio::test]
    async fn a_payload_arrives_as_it_was() {
        for length in [0, 1, 250, 70_000] {
            let payload = vec![7; length];
            assert_eq!(exchange(&payload).await, payload);
        }
    }

    #[tokio::test]
    async fn a_payload_longer_than_a_packet_is_refused() {
        let (near, far) = tokio::io::duplex(1 << 16);
        let mut sender = Packets::new(Box::new(near));
        let mut receiver = Packets::new(Box::new(far));
        sender.put(&vec![0; FULL]);
        let send = tokio::spawn(async move { sender.flush(SOON).await.is_ok() });
        assert!(matches!(receiver.read(FULL, SOON).await, Err(Broken::TooLarge(FULL))));
        drop(receiver);
        assert!(!send.await.expect("no panic"));
    }

    #[tokio::test]
    async fn numbers_out_of_order_and_cut_packets_break_the_connection() {
        for (bytes, malformed) in [(&[1, 0, 0, 9, 0][..], true), (&[9, 0, 0, 0, 1, 2], false), (&[1, 0], false)] {
            let mut packets = Packets::new(Box::new(tokio::io::join(bytes, tokio::io::sink())));
            let error = packets.read(FULL, SOON).await.expect_err("broken");
            assert_eq!(matches!(error, Broken::Malformed), malformed, "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_payload_is_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), steps in proptest::collection::vec(0..5_u8, 0..20)) {
            let mut payload = Payload(&bytes);
            for step in steps {
                match step {
                    0 => { payload.u8(); }
                    1 => { payload.u32(); }
                    2 => { payload.until_nul(); }
                    3 => { payload.bytes(3); }
                    _ => { payload.text(); }
                }
            }
        }

        #[test]
        fn a_text_is_read_back(length in 0..70_000_usize) {
            let text = vec![b'x'; length];
            let mut out = Vec::new();
            put_text(&mut out, &text);
            let mut payload = Payload(&out);
            prop_assert_eq!(payload.text(), Some(text.as_slice()));
            prop_assert!(payload.0.is_empty());
        }
    }
}

//! Who may read a file, by its access list.
//!
//! OpenSSH on Windows refuses a key that anybody but its owner, the system and the administrators can read. The list made here names the
//! owner alone, by SID, since the names of groups are translated; and it is protected, so that the folder's rights do not come back.
#![allow(unsafe_code, reason = "access lists have no safe interface")]

use std::ffi::c_void;
use std::fs::File;
use std::io::{self, Write};
use std::os::windows::ffi::OsStrExt;
use std::os::windows::io::FromRawHandle;
use std::path::Path;
use std::ptr::{null, null_mut};

use lab::ports::{KeyFault, Protection};
use windows_sys::Win32::Foundation::{CloseHandle, GENERIC_READ, GENERIC_WRITE, HANDLE, INVALID_HANDLE_VALUE, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, GetNamedSecurityInfoW, SDDL_REVISION_1, SE_FILE_OBJECT,
    SetNamedSecurityInfoW,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, DACL_SECURITY_INFORMATION, EqualSid, GetAce, GetSecurityDescriptorDacl, GetTokenInformation,
    PROTECTED_DACL_SECURITY_INFORMATION, PSID, SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    CREATE_NEW, CreateFileW, FILE_ATTRIBUTE_NORMAL, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

const ACCESS_ALLOWED_ACE_TYPE: u8 = 0;
const ACCESS_DENIED_ACE_TYPE: u8 = 1;

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), KeyFault> {
    let write = || -> io::Result<()> {
        let descriptor = Descriptor::of_owner_alone()?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".new-").make_in(folder, |path| create(path, &descriptor))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| super::unwritable(&error))
}

pub(super) fn protect(path: &Path) -> io::Result<()> {
    let descriptor = Descriptor::of_owner_alone()?;
    let (mut present, mut list, mut defaulted) = (0, null_mut(), 0);
    // SAFETY: the descriptor is valid, and the list lies within it and lives as long.
    succeeded(unsafe { GetSecurityDescriptorDacl(descriptor.0.0, &mut present, &mut list, &mut defaulted) })?;
    let information = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: the path is wide and ends with zero; the list is valid.
    code(unsafe { SetNamedSecurityInfoW(wide(path).as_ptr(), SE_FILE_OBJECT, information, null_mut(), null_mut(), list, null()) })
}

pub(super) fn protection(path: &Path) -> io::Result<Protection> {
    let (mut list, mut descriptor): (*mut ACL, *mut c_void) = (null_mut(), null_mut());
    // SAFETY: the path is wide and ends with zero; what is written lies within the descriptor, which is freed below.
    code(unsafe {
        GetNamedSecurityInfoW(
            wide(path).as_ptr(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION,
            null_mut(),
            null_mut(),
            &mut list,
            null_mut(),
            &mut descriptor,
        )
    })?;
    let _descriptor = LocalMemory(descriptor);
    if list.is_null() {
        // No list at all lets everybody in.
        return Ok(Protection { owner_only: false, shown: "S-1-1-0".into() });
    }
    let user = User::of_this_process()?;
    let mut others = Vec::new();
    // SAFETY: the list is valid.
    for index in 0..u32::from(unsafe { (*list).AceCount }) {
        let mut entry = null_mut();
        // SAFETY: the list is valid and has an entry of that index.
        succeeded(unsafe { GetAce(list, index, &mut entry) })?;
        // SAFETY: each entry begins with a header.
        match unsafe { (*entry.cast::<ACE_HEADER>()).AceType } {
            ACCESS_DENIED_ACE_TYPE => {}
            ACCESS_ALLOWED_ACE_TYPE => {
                // SAFETY: an entry of this type ends with the SID, which begins at this field.
                let sid: PSID = unsafe { (&raw mut (*entry.cast::<ACCESS_ALLOWED_ACE>()).SidStart).cast() };
                // SAFETY: both SIDs are valid.
                if unsafe { EqualSid(sid, user.sid()) } == 0 {
                    others.push(text(sid)?);
                }
            }
            other => others.push(format!("ACE type {other}")),
        }
    }
    others.dedup();
    Ok(Protection { owner_only: others.is_empty(), shown: others.join(", ") })
}

/// Creates a file that nobody but its owner could ever open.
fn create(path: &Path, descriptor: &Descriptor) -> io::Result<File> {
    let attributes =
        SECURITY_ATTRIBUTES { nLength: size_of::<SECURITY_ATTRIBUTES>() as u32, lpSecurityDescriptor: descriptor.0.0, bInheritHandle: 0 };
    // SAFETY: the path is wide and ends with zero; the attributes and what they point to outlive the call.
    let handle = unsafe {
        CreateFileW(
            wide(path).as_ptr(),
            GENERIC_READ | GENERIC_WRITE,
            // The file is renamed while it is open.
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            &attributes,
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open, and nobody else has it.
    Ok(unsafe { File::from_raw_handle(handle) })
}

/// A security descriptor.
struct Descriptor(LocalMemory);

impl Descriptor {
    /// Full access for the user of this process, protected from the folder's rights.
    fn of_owner_alone() -> io::Result<Self> {
        let sid = text(User::of_this_process()?.sid())?;
        let sddl: Vec<u16> = format!("D:P(A;;FA;;;{sid})").encode_utf16().chain([0]).collect();
        let mut descriptor = null_mut();
        // SAFETY: the text is wide and ends with zero; the descriptor is freed with the returned value.
        succeeded(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl.as_ptr(), SDDL_REVISION_1, &mut descriptor, null_mut())
        })?;
        Ok(Self(LocalMemory(descriptor)))
    }
}

/// Who runs this process: a `TOKEN_USER`, aligned as it must be.
struct User(Vec<u64>);

impl User {
    fn of_this_process() -> io::Result<Self> {
        let mut token: HANDLE = null_mut();
        // SAFETY: the process's own pseudo handle is always valid.
        succeeded(unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) })?;
        let mut length = 0;
        // SAFETY: with no room given, only the length is written; the call fails as it should.
        unsafe { GetTokenInformation(token, TokenUser, null_mut(), 0, &mut length) };
        let mut room = vec![0u64; (length as usize).div_ceil(size_of::<u64>()).max(1)];
        // SAFETY: there is room for `length` bytes.
        let got = succeeded(unsafe { GetTokenInformation(token, TokenUser, room.as_mut_ptr().cast(), length, &mut length) });
        // SAFETY: the token is open, and is not used after this.
        unsafe { CloseHandle(token) };
        got.map(|()| Self(room))
    }

    fn sid(&self) -> PSID {
        // SAFETY: the room holds a TOKEN_USER with the SID that it points to.
        unsafe { (*self.0.as_ptr().cast::<TOKEN_USER>()).User.Sid }
    }
}

/// Memory that Windows allocated for this program.
struct LocalMemory(*mut c_void);

impl Drop for LocalMemory {
    fn drop(&mut self) {
        // SAFETY: it was allocated by LocalAlloc, and is not used after this.
        unsafe { LocalFree(self.0) };
    }
}

/// A SID as `S-1-…`.
fn text(sid: PSID) -> io::Result<String> {
    let mut text = null_mut();
    // SAFETY: the SID is valid; the text is freed below.
    succeeded(unsafe { ConvertSidToStringSidW(sid, &mut text) })?;
    let text = LocalMemory(text.cast());
    let start = text.0.cast::<u16>();
    let mut length = 0;
    // SAFETY: the text ends with zero.
    while unsafe { *start.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: that many units come before the zero.
    Ok(String::from_utf16_lossy(unsafe { std::slice::from_raw_parts(start, length) }))
}

fn wide(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}

fn succeeded(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn code(result: u32) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(result as i32)) }
}

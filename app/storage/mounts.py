"""What kind of disk a file is on: a network file system may say that it kept what it did not."""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
_SHARED = {
    "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "ceph", "lustre", "glusterfs", "fuse.glusterfs",
    "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs2",
}  # fmt: skip


def network_file_system(file: Path) -> str | None:
    """The name of the network file system that holds this file, or None: a disk of this machine, or not known."""
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    kinds = {Path(_plain(mount)): kind for _, mount, kind, *_ in (line.split(" ") for line in lines if line)}
    there = next((kinds[place] for place in (file, *file.parents) if place in kinds), "")
    return there if there in _SHARED else None


def _plain(mount: str) -> str:
    """The kernel writes a space in a name as backslash 040."""
    return mount.replace("\\040", " ").replace("\\011", "\t")

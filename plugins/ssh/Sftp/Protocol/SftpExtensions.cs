namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>Names of extensions (OpenSSH's PROTOCOL, section 4).</summary>
static class SftpExtensions
{
    internal const string
        Limits = "limits@openssh.com",
        PosixRename = "posix-rename@openssh.com",
        Fsync = "fsync@openssh.com",
        HardLink = "hardlink@openssh.com",
        StatVfs = "statvfs@openssh.com",
        ExpandPath = "expand-path@openssh.com";
}

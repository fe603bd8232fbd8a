namespace Runner.Plugins.Ssh;

/// <summary>
/// What an SFTP server answered to a request that it did not do (draft-ietf-secsh-filexfer-02, section 7): the
/// <see cref="Sdk.NetworkException.Status"/> of an <see cref="Sdk.SshException"/> of <see cref="SftpClient"/>.
/// </summary>
public enum SftpStatus
{
    /// <summary>It was done.</summary>
    Ok = 0,

    /// <summary>The end of a file or of a listing.</summary>
    EndOfFile = 1,

    /// <summary>There is no such file or folder.</summary>
    NoSuchFile = 2,

    /// <summary>The user may not do it.</summary>
    PermissionDenied = 3,

    /// <summary>It failed, for a reason that the protocol has no number for: the disk is full, the folder is not empty, the file exists.</summary>
    Failure = 4,

    /// <summary>The server takes the request for malformed.</summary>
    BadMessage = 5,

    /// <summary>The server has no connection.</summary>
    NoConnection = 6,

    /// <summary>The server lost its connection.</summary>
    ConnectionLost = 7,

    /// <summary>The server does not offer the operation.</summary>
    Unsupported = 8,
}

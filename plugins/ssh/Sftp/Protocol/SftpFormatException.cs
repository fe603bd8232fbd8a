namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>An answer that is not SFTP; the message says what is wrong with it. It becomes a <see cref="Sdk.ProtocolException"/>.</summary>
sealed class SftpFormatException(string message) : FormatException(message);

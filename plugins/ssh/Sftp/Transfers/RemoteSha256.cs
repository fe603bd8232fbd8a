namespace Runner.Plugins.Ssh;

/// <summary>Asks the other side for the SHA-256 of a file, or of its first bytes, so that it need not be read over the network.</summary>
/// <param name="path">The file.</param>
/// <param name="length">How many bytes of it; null for all.</param>
/// <param name="cancel">Gives up.</param>
/// <returns>The hash in hex; null when the other side cannot tell it.</returns>
public delegate Task<string?> RemoteSha256(string path, long? length, CancellationToken cancel);

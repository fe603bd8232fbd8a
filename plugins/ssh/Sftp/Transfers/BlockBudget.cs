namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>
/// How much of an SFTP session's transfers is in memory at once, whatever the number of files: so many blocks, each at most
/// <see cref="SftpServerFacts.LargestBlock"/> long.
/// </summary>
#pragma warning disable CA1001 // Blocks come back after the session's end too, and a semaphore that nobody asked for a handle holds nothing.
sealed class BlockBudget
#pragma warning restore CA1001
{
    internal const int Blocks = 64;

    /// <summary>How much of one file is asked for or sent before the first answer, in bytes.</summary>
    const int Window = 16 * SftpServerFacts.LargestBlock;

    readonly SemaphoreSlim free = new(Blocks, Blocks);

    /// <summary>How many blocks of one file are under way at once: 16 large ones, and more of small ones.</summary>
    internal static int InFlight(int block) => Math.Clamp(Window / block, 1, Blocks);

    internal Task TakeAsync(CancellationToken cancel) => free.WaitAsync(cancel);

    internal bool TryTake() => free.Wait(0, CancellationToken.None);

    internal void Return() => free.Release();
}

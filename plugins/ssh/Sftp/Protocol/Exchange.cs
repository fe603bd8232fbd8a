namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>A server's answer to one request.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Body">Its fields after the number; empty for data that went where the request wanted it.</param>
/// <param name="Data">How many bytes of data came.</param>
readonly record struct SftpAnswer(SftpMessage Type, ReadOnlyMemory<byte> Body, int Data);

/// <summary>A request that waits for its answer.</summary>
sealed class Exchange() : TaskCompletionSource<SftpAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Where data goes. It belongs to the request until the answer is there, also when nobody waits for it any more.</summary>
    internal Memory<byte> Destination { get; init; }

    /// <summary>Who takes data on the thread that reads it, in place of <see cref="Destination"/>.</summary>
    internal IReadHere? Here { get; init; }

    /// <summary>How much data may come.</summary>
    internal int Room => Here?.Count ?? Destination.Length;

    /// <summary>Called with an answer that nobody waits for any more.</summary>
    internal Action<SftpAnswer>? Late { get; set; }

    /// <summary>Waits for the answer. Who gives up need not take back the request: its answer is then thrown away.</summary>
    internal async ValueTask<SftpAnswer> AnswerAsync(CancellationToken cancel)
    {
        if (Task.IsCompleted) return await Task.ConfigureAwait(false);
        try
        {
            return await Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = Task.ContinueWith(
                static (done, state) =>
                {
                    if (done.IsCompletedSuccessfully) ((Exchange)state!).Late?.Invoke(done.Result);
                    else _ = done.Exception; // seen: whoever uses the session next is told
                },
                this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}

using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>A transfer's progress as the progress of a step, a few times a second at most.</summary>
sealed class TransferStepProgress(ActionContext context, string verb) : IProgress<TransferProgress>
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    long last;

    public void Report(TransferProgress value)
    {
        var now = context.Time.GetTimestamp();
        var before = Interlocked.Read(ref last);
        if ((before != 0 && context.Time.GetElapsedTime(before, now) < Pause) || Interlocked.CompareExchange(ref last, now, before) != before) return;
        context.Progress($"{verb} {Words.Bytes(value.Bytes)}{(value.Total is { } total ? $" of {Words.Bytes(total)}" : "")}, {RemoteName.Quote(value.File)}", value.Total > 0 ? Math.Min(1, (double)value.Bytes / value.Total.Value) : null);
    }
}

using Runner.Plugins.Ssh.Wire;

namespace Runner.Plugins.Ssh.Channels;

/// <summary>How much the other side may still send on a channel (RFC 4254, section 5.2).</summary>
sealed class ReceiveWindow
{
    readonly Lock gate = new();
    long left = ChannelSize.Window;
    uint consumed;

    /// <exception cref="WireFormatException">It sent more than it was allowed to.</exception>
    public void Take(int count)
    {
        lock (gate)
        {
            if (count > left) throw new WireFormatException($"{count} bytes on a channel that may take {left} more");
            left -= count;
        }
    }

    /// <summary>Counts bytes that need no room any more, and tells how many to give back to the other side now, if any.</summary>
    public uint Consume(int count)
    {
        lock (gate)
        {
            consumed += (uint)count;
            if (consumed < ChannelSize.Credit) return 0;
            var credit = consumed;
            left += credit;
            consumed = 0;
            return credit;
        }
    }
}

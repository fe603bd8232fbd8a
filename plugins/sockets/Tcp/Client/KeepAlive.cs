using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// TCP keep-alive (RFC 9293, section 3.8.4): the system asks a silent peer whether it is still there, so that one that has gone
/// without a word is noticed. What is not given is the system's choice.
/// </summary>
public sealed record KeepAlive
{
    /// <summary>After how much silence to ask first. Whole seconds.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>How long to wait for an answer before asking again. Whole seconds.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>After how many unanswered questions the connection is given up.</summary>
    [Range(1, 127)]
    public int? Count { get; init; }

    internal void Check()
    {
        Seconds(Idle, "idle");
        Seconds(Interval, "interval");
        if (Count is < 1 or > 127) throw new ActionInputException("keep-alive", $"`keep-alive.count` is {Count}: give a number from 1 to 127.");
    }

    internal void Apply(Socket socket)
    {
        if (socket.AddressFamily == AddressFamily.Unix) return; // one machine: whoever goes is missed at once
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (Idle is { } idle) socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Seconds(idle, "idle"));
        if (Interval is { } interval) socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Seconds(interval, "interval"));
        if (Count is { } count) socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, count);
    }

    static int Seconds(TimeSpan? time, string name)
    {
        var seconds = time?.TotalSeconds ?? 1;
        return seconds is >= 1 and <= 32767 && seconds == Math.Floor(seconds)
            ? (int)seconds
            : throw new ActionInputException("keep-alive", $"`keep-alive.{name}` is {Words.Duration(time!.Value)}: give whole seconds, from 1s to 9h.");
    }
}

using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Options that cannot work, told by the names that workflows use.</summary>
static class OptionRules
{
    /// <summary>What timers can count to.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue / 2);

    /// <exception cref="ActionInputException">An option is out of range.</exception>
    internal static WebSocketClientOptions Checked(WebSocketClientOptions options)
    {
        if (options.MaxMessageSize is < 1 or > int.MaxValue / 2)
            throw new ActionInputException("max-message-size", $"`max-message-size` is {options.MaxMessageSize}: give a number of bytes from 1 to {int.MaxValue / 2}.");
        if (options.MaxBufferedMessages < 1 || options.MaxBufferedBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(options), "At least one message must have room to wait.");
        Duration("connect-timeout", options.ConnectTimeout, TimeSpan.FromMilliseconds(1));
        Duration("keep-alive.interval", options.KeepAlive.Interval, TimeSpan.Zero);
        if (options.KeepAlive.Interval > TimeSpan.Zero) Duration("keep-alive.timeout", options.KeepAlive.Timeout, TimeSpan.FromMilliseconds(1));
        if (options.Compression is { } compression)
        {
            Window("client-max-window-bits", compression.ClientMaxWindowBits);
            Window("server-max-window-bits", compression.ServerMaxWindowBits);
        }
        if (options.Reconnect is { } reconnect)
        {
            if (reconnect.Attempts < 1) throw new ActionInputException("reconnect", $"`reconnect.attempts` is {reconnect.Attempts}: give 1 or more, or leave out `reconnect`.");
            Duration("reconnect.delay", reconnect.Delay, TimeSpan.Zero);
            Duration("reconnect.max-delay", reconnect.MaxDelay, TimeSpan.Zero);
        }
        return options;
    }

    static void Duration(string input, TimeSpan value, TimeSpan least)
    {
        if (value >= least && value <= Longest) return;
        throw new ActionInputException(input.Split('.')[0], $"`{input}` is out of range: give a duration such as 10s, up to 12 days.");
    }

    static void Window(string input, int bits)
    {
        if (bits is >= 9 and <= 15) return;
        throw new ActionInputException("compression-options", $"`compression-options.{input}` is {bits}: give 9 to 15.");
    }
}

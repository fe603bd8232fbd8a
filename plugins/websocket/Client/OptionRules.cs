using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Options that cannot work, told by the names that workflows use.</summary>
static class OptionRules
{
    /// <exception cref="ActionInputException">An option is out of range.</exception>
    internal static WebSocketClientOptions Checked(WebSocketClientOptions options)
    {
        if (options.MaxMessageSize is < 1 or > int.MaxValue / 2)
            throw new ActionInputException("max-message-size", $"`max-message-size` is {options.MaxMessageSize}: give a number of bytes from 1 to {int.MaxValue / 2}.");
        if (options.MaxBufferedMessages < 1 || options.MaxBufferedBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(options), "At least one message must have room to wait.");
        TimeLimit.Checked(options.ConnectTimeout, "connect-timeout");
        TimeLimit.Checked(options.KeepAlive.Interval, "keep-alive.interval", orZero: true);
        if (options.KeepAlive.Interval > TimeSpan.Zero) TimeLimit.Checked(options.KeepAlive.Timeout, "keep-alive.timeout");
        if (options.Compression is { } compression)
        {
            Window("compression-options.client-max-window-bits", compression.ClientMaxWindowBits);
            Window("compression-options.server-max-window-bits", compression.ServerMaxWindowBits);
        }
        if (options.Reconnect is { } reconnect)
        {
            if (reconnect.Attempts < 1) throw new ActionInputException("reconnect.attempts", $"`reconnect.attempts` is {reconnect.Attempts}: give 1 or more, or leave out `reconnect`.");
            TimeLimit.Checked(reconnect.Delay, "reconnect.delay", orZero: true);
            TimeLimit.Checked(reconnect.MaxDelay, "reconnect.max-delay", orZero: true);
        }
        return options;
    }

    static void Window(string input, int bits)
    {
        if (bits is >= 9 and <= 15) return;
        throw new ActionInputException(input, $"`{input}` is {bits}: give 9 to 15.");
    }
}

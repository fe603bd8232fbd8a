using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>What may be said of receiving.</summary>
static class ReceiveRules
{
    /// <exception cref="ActionInputException">A value is out of range.</exception>
    internal static void Check(int count, TimeSpan wait)
    {
        if (count is < 1 or > 1_000_000) throw new ActionInputException("count", $"`count` is {count}: give a number from 1 to 1,000,000.");
        TimeLimit.Checked(wait, "wait", orZero: true);
    }
}

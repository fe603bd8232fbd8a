using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>The Retry-After header: seconds, or the date to wait for (RFC 9110, section 10.2.3).</summary>
static class RetryAfterHeader
{
    /// <summary>How long to wait from now; null when the value is neither.</summary>
    internal static TimeSpan? Parse(string value, DateTimeOffset now)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}

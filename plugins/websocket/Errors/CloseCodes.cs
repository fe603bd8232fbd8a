using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Close codes (RFC 6455, section 7.4, and IANA's registry of them).</summary>
static class CloseCodes
{
    internal const int Normal = 1000;
    internal const int GoingAway = 1001;
    internal const int Protocol = 1002;
    internal const int None = 1005;
    internal const int Abnormal = 1006;
    internal const int TooBig = 1009;

    internal static string Name(int code) => code switch
    {
        1000 => "normal closure",
        1001 => "going away",
        1002 => "protocol error",
        1003 => "unsupported data",
        1005 => "no code",
        1006 => "abnormal closure",
        1007 => "invalid payload",
        1008 => "policy violation",
        1009 => "message too big",
        1010 => "extension missing",
        1011 => "internal error",
        1012 => "service restart",
        1013 => "try again later",
        1014 => "bad gateway",
        1015 => "TLS handshake failed",
        3000 => "unauthorized",
        3003 => "forbidden",
        3008 => "timeout",
        >= 3000 and < 4000 => "registered code",
        >= 4000 and < 5000 => "application's code",
        _ => "unassigned code",
    };

    /// <summary>A code for people: <c>1001 (going away)</c>, with the reason when there is one.</summary>
    internal static string Describe(int code, string reason) => string.Create(
        CultureInfo.InvariantCulture, $"{code} ({Name(code)}){(reason.Length == 0 ? "" : $": {Words.Quote(reason)}")}");

    /// <summary>Whether the same conversation may succeed later.</summary>
    internal static bool IsTransient(int code) => code is 1001 or 1006 or 1011 or 1012 or 1013 or 1014;

    /// <summary>Whether an endpoint may send it in a close frame.</summary>
    internal static bool MayBeSent(int code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}

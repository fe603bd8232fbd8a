using System.Globalization;

namespace Runner.Plugins.Sockets;

/// <summary>The words for response codes (RFC 1035, section 4.1.1; RFC 2136, section 2.2; RFC 6891, section 9).</summary>
static class DnsRcodes
{
    internal const string NoError = "NOERROR";
    internal const string NoName = "NXDOMAIN";
    internal const int FormatError = 1;
    internal const int NotImplemented = 4;

    internal static string Of(int code) => code switch
    {
        0 => NoError,
        FormatError => "FORMERR",
        2 => "SERVFAIL",
        3 => NoName,
        NotImplemented => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        9 => "NOTAUTH",
        10 => "NOTZONE",
        16 => "BADVERS",
        _ => "RCODE" + code.ToString(CultureInfo.InvariantCulture),
    };

    internal static string Explain(string rcode) => rcode switch
    {
        "NXDOMAIN" => "NXDOMAIN, there is no such name",
        "SERVFAIL" => "SERVFAIL, it could not find out",
        "REFUSED" => "REFUSED, it does not answer such questions",
        _ => rcode,
    };
}

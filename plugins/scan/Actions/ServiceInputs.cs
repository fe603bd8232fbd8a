using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>The inputs that scan.services and scan.tls share.</summary>
static class ServiceInputs
{
    /// <summary>How long to wait, whom certificates are judged by, and what may be reached.</summary>
    /// <exception cref="ActionInputException">One of them is out of its bounds.</exception>
    internal static ServiceScanOptions Read(TimeSpan? portTimeout, TimeSpan? answerWait, int maxParallel, TlsOptions? tls, ActionContext context)
    {
        if (maxParallel is < 1 or > 1000) throw new ActionInputException("max-parallel", $"`max-parallel` is {maxParallel}: give 1 to 1000.");
        if (tls is { Verify: false }) throw new ActionInputException("tls", "`tls.verify: false` has no meaning here: no certificate is refused, the result says what is wrong with it.");
        var usual = new ServiceScanOptions();
        return usual with
        {
            Timeout = portTimeout is { } timeout ? TimeLimit.Checked(timeout, "port-timeout") : usual.Timeout,
            AnswerWait = answerWait is { } wait ? TimeLimit.Checked(wait, "answer-wait") : usual.AnswerWait,
            Tls = TlsSettings.From(tls, context.BaseDirectory),
            Network = context.Network,
            Time = context.Time,
        };
    }
}

using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>The input <c>tls</c> of actions that judge certificates and refuse none.</summary>
static class TlsInputs
{
    internal static TlsSettings Read(TlsOptions? options, ActionContext context) => options is { Verify: false }
        ? throw new ActionInputException("tls", "`tls.verify: false` has no meaning here: no certificate is refused, the result says what is wrong with it.")
        : TlsSettings.From(options, context.BaseDirectory);
}

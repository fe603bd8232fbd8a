namespace Runner.Plugins.ClientGen.Steps;

/// <summary>The inputs that every operation has beside its parameters.</summary>
static class StepInputNames
{
    public const string Body = "body", Auth = "auth", BaseUrl = "base-url", Server = "server", ContentType = "content-type", Headers = "headers",
        SaveTo = "save-to", Tls = "tls", Proxy = "proxy", ConnectTimeout = "connect-timeout", MaxBodySize = "max-body-size";
}

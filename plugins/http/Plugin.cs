using Runner.Sdk;

[assembly: Plugin("http", ApiVersion = 1, Summary = "HTTP requests, and a stub server to try workflows against", WarmUp = typeof(Runner.Plugins.Http.HttpWarmUp))]

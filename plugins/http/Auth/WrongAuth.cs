using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>An <c>auth</c> that cannot work.</summary>
static class WrongAuth
{
    internal static ActionInputException Because(string problem, string right) => new("auth", $"`auth` {problem}: {right}.");
}

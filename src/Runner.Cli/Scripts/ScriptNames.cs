using Runner.Workflows.Types;

namespace Runner.Cli.Scripts;

/// <summary>What scripts call actions.</summary>
static class ScriptNames
{
    /// <summary><c>http.open-session</c> is <c>Http.OpenSession</c>.</summary>
    public static string Of(string action) => string.Join('.', action.Split('.').Select(NameCase.ToPascal));
}

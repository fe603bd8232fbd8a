using Runner.Workflows.Types;

namespace Runner.Scripting.Compiling;

/// <summary>What scripts call actions.</summary>
public static class ActionNames
{
    /// <summary><c>http.open-session</c> is <c>Http.OpenSession</c>.</summary>
    public static string Of(string action) => string.Join('.', action.Split('.').Select(NameCase.ToPascal));
}

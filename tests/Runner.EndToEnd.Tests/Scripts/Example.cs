using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests.Scripts;

/// <summary>The scripts of `examples/scripts`, run as they are shipped.</summary>
static class Example
{
    public static string PathOf(string name) => Repository.PathOf($"examples/scripts/{name}.csx");

    /// <summary>Runs one to its end, with inputs such as <c>hosts=web</c>.</summary>
    public static Task<Ended> RunExampleAsync(this Workplace here, string name, params string[] inputs) => here.RunAsync(Arguments(name, inputs));

    /// <summary>Starts one, for tests that have to do with it while it runs.</summary>
    public static Workplace.Running StartExample(this Workplace here, string name, params string[] inputs) => here.Start(Arguments(name, inputs));

    static string[] Arguments(string name, string[] inputs) => ["run", PathOf(name), .. inputs.SelectMany(input => new[] { "--input", input })];
}

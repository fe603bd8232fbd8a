using System.Reflection;

namespace Runner.Cli;

/// <summary>This program's version.</summary>
static class RunnerVersion
{
    public static string Text => typeof(RunnerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}

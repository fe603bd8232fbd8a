using System.Reflection;

namespace Runner.Scripting.Isolation;

/// <summary>The program that runs one script in a process of its own, and speaks with this one over its standard streams: Runner itself, with a command that people do not see.</summary>
public sealed record HostProgram
{
    /// <summary>The program.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments. Everybody on the machine can read them: nothing secret is here.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder that it starts in: that of the project, whose runner.yaml it reads.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The program that this process runs, with other arguments.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingDirectory">The folder that it starts in.</param>
    public static HostProgram OfThisProcess(IReadOnlyList<string> arguments, string workingDirectory)
    {
        var program = Environment.ProcessPath ?? throw new PlatformNotSupportedException("The system does not say which program runs.");
        // Started as `dotnet runner.dll`.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet" && Assembly.GetEntryAssembly() is { Location.Length: > 0 } entry) arguments = [entry.Location, .. arguments];
        return new() { FileName = program, Arguments = arguments, WorkingDirectory = workingDirectory };
    }
}

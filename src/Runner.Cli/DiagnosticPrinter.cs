using Runner.Workflows.Diagnostics;

namespace Runner.Cli;

/// <summary>Prints diagnostics to standard error.</summary>
static class DiagnosticPrinter
{
    public static void Print(IEnumerable<Diagnostic> diagnostics, Surroundings around)
    {
        foreach (var diagnostic in diagnostics) around.Error.WriteLine(DiagnosticText.Format(diagnostic));
    }
}

namespace Runner.Workflows.Importing;

/// <summary>A workflow made from something else.</summary>
/// <param name="Text">The workflow file.</param>
/// <param name="Secrets">What it declares, and whoever runs it has to set.</param>
/// <param name="Warnings">What of the source is not in it, each with its place.</param>
/// <param name="Notes">What was left out on purpose.</param>
/// <param name="Requests">How many requests it makes.</param>
public sealed record ImportResult(string Text, IReadOnlyList<ImportedSecret> Secrets, IReadOnlyList<string> Warnings, IReadOnlyList<string> Notes, int Requests);

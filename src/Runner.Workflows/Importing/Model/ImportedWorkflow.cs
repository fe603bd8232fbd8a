namespace Runner.Workflows.Importing;

/// <summary>What a source holds, before it is written as a workflow.</summary>
sealed record ImportedWorkflow(string Name)
{
    public string? Description { get; init; }

    /// <summary>Inputs in order: the default, or null for one that must be given.</summary>
    public List<ImportedInput> Inputs { get; init; } = [];

    /// <summary>Texts that inputs and secrets are put into.</summary>
    public List<KeyValuePair<string, string>> Env { get; init; } = [];

    public required List<ImportedRequest> Requests { get; init; }
}

/// <summary>An input of the workflow.</summary>
sealed record ImportedInput(string Name, string? Default, string? Description);

using Runner.Workflows.Catalogue;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;

namespace Runner.Workflows.Checking;

/// <summary>What is known of a job's steps while they are checked one after the other.</summary>
sealed class StepsInJob
{
    public StepsInJob(string id, ScopeShape outside, CheckedDefaults defaults, DiagnosticBag diagnostics)
    {
        Id = id;
        Defaults = defaults;
        Ids = new("a step's id", diagnostics);
        // One shape that grows: a copy for each step would cost the square of their number.
        Scope = outside.With("steps", ScopeShape.ObjectOf(Known)) with { Used = new(outside.Used) };
    }

    /// <summary>The job's id.</summary>
    public string Id { get; }

    /// <summary>What steps get that do not say it themselves.</summary>
    public CheckedDefaults Defaults { get; }

    /// <summary>The ids given so far.</summary>
    public DeclaredNames Ids { get; }

    /// <summary>What later steps know of those before them.</summary>
    public FieldList Known { get; } = new([]);

    /// <summary>The actions of the steps with an id; null where the action is unknown.</summary>
    public Dictionary<string, ActionDescriptor?> Openers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The steps with an id, as they are written.</summary>
    public Dictionary<string, StepSyntax> Before { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the steps gave that came from outside.</summary>
    public UntrustedValues Untrusted { get; } = new();

    /// <summary>What expressions of the steps may name.</summary>
    public ScopeShape Scope { get; }
}

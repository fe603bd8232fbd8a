using Runner.Workflows.Inventories.Expressions;

namespace Runner.Workflows.Expressions;

/// <summary>What functions may know of the world around an expression. They reach nothing else.</summary>
public sealed record EvaluationEnvironment
{
    /// <summary>The system's clock, the current directory, no environment variables, success.</summary>
    public static EvaluationEnvironment Default { get; } = new();

    /// <summary>The clock behind <c>now()</c>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The directory under which <c>hashFiles()</c> looks.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>What <c>success()</c>, <c>failure()</c> and <c>cancelled()</c> answer from.</summary>
    public JobStatus Status { get; init; }

    /// <summary>The environment variables that <c>env()</c> reads; null is an unset one. By default there are none.</summary>
    public Func<string, string?> Variables { get; init; } = static _ => null;

    /// <summary>The hosts behind <c>inventory</c>, <c>hosts()</c> and <c>host()</c>; null where there are none to be had.</summary>
    public InventoryContext? Inventory { get; init; }

    /// <summary>
    /// How many bytes of new text and lists one evaluation may hold at once; values that are only read do not count.
    /// GitHub's limit is 1 MiB, which is the default.
    /// </summary>
    public long MaxMemory { get; init; } = 1024 * 1024;
}

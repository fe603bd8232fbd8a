namespace Runner.Store.Nodes;

/// <summary>A process that serves, as it tells of itself.</summary>
/// <param name="Id">Its id; one a process.</param>
/// <param name="Name">Its name, for people: the machine's, or what was given.</param>
/// <param name="Version">The version of Runner.</param>
/// <param name="Capacity">How many runs it has room for.</param>
public sealed record ServingNode(string Id, string Name, string Version, int Capacity)
{
    /// <summary>What it has, for workflows that must run where it is.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether it takes no more runs, since it was told to end.</summary>
    public bool Drains { get; init; }

    /// <summary>When it began to serve.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}

/// <summary>What a sign of life brings to light.</summary>
/// <param name="Lost">Nodes that have not been heard of for too long; each is told to one node, once.</param>
/// <param name="SchemaIsNewer">Whether a later version of Runner has changed the store since this process opened it.</param>
/// <param name="ClockAhead">How far this node's clock is ahead of the database's, negative when it is behind; zero where they are one.</param>
public sealed record Heartbeat(IReadOnlyList<LostNode> Lost, bool SchemaIsNewer, TimeSpan ClockAhead);

/// <summary>A node that ended without saying so, or that cannot reach the database.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="HeardAt">When it was last heard of.</param>
/// <param name="Running">How many runs it had, which go to others.</param>
public sealed record LostNode(string Id, string Name, DateTimeOffset HeardAt, int Running);

/// <summary>A node as the store knows it.</summary>
public sealed record NodeSummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The version of Runner.</summary>
    public required string Version { get; init; }

    /// <summary>How many runs it has room for.</summary>
    public required int Capacity { get; init; }

    /// <summary>How many it has.</summary>
    public required int Running { get; init; }

    /// <summary><c>ready</c>, <c>draining</c>, or <c>gone</c>: it ended, or was not heard of for too long.</summary>
    public required string State { get; init; }

    /// <summary>When it began to serve.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was last heard of, by its own clock.</summary>
    public required DateTimeOffset HeardAt { get; init; }
}

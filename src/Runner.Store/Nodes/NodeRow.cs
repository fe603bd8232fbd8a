using Runner.Store.Databases;

namespace Runner.Store.Nodes;

/// <summary>A row of the table <c>nodes</c>.</summary>
sealed class NodeRow
{
    public const string Columns = "id, name, labels, version, capacity, state, started_at AS StartedAt, heard_at AS HeardAt";

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Labels { get; init; }
    public required string Version { get; init; }
    public int Capacity { get; init; }
    public required string State { get; init; }
    public long StartedAt { get; init; }
    public long HeardAt { get; init; }
    public int Running { get; init; }

    /// <param name="since">Who was not heard of since then is gone, though nobody may be left to note it.</param>
    public NodeSummary Summary(long since) => new()
    {
        Id = Id,
        Name = Name,
        Labels = Column.List<string>(Labels),
        Version = Version,
        Capacity = Capacity,
        Running = Running,
        State = HeardAt < since ? "gone" : State,
        StartedAt = Column.Time(StartedAt),
        HeardAt = Column.Time(HeardAt),
    };
}

namespace Runner.Reporting;

/// <summary>A machine that a command is run on.</summary>
/// <param name="Name">Its name in the inventory, or the address that was given for it.</param>
public sealed record FleetHost(string Name)
{
    /// <summary>Where it is reached, when its name does not say so. Messages that differ only in this are shown once.</summary>
    public string? Address { get; init; }
}

/// <summary>Machines that are worked on together: the items of one repeated job.</summary>
/// <param name="Job">The job's id.</param>
/// <param name="Hosts">The machines, in the order of the job's items.</param>
public sealed record FleetBatch(string Job, IReadOnlyList<FleetHost> Hosts);

namespace Runner.Plugins.Scan;

/// <summary>Whether there is anybody.</summary>
public enum HostState
{
    /// <summary>It answered, or the user said that it is there.</summary>
    Up,

    /// <summary>Nothing that was tried was answered.</summary>
    Down,
}

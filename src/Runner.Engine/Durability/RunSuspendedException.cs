namespace Runner.Engine.Durability;

/// <summary>A run stops here without an end: nothing more of it is said, and another process may take it up.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">What caused it; null for a stop that was wished for.</param>
public sealed class RunSuspendedException(string message, Exception? inner = null) : Exception(message, inner);

namespace Runner.Engine.Events;

/// <summary>How the items of a repeated job or step ended.</summary>
/// <param name="Total">How many there were.</param>
/// <param name="Succeeded">Those that succeeded.</param>
/// <param name="Failed">Those that failed, also where <c>continue-on-error</c> forgives it.</param>
/// <param name="Skipped">Those that did not begin.</param>
/// <param name="Cancelled">Those that were ended early.</param>
public sealed record ItemCounts(int Total, int Succeeded, int Failed, int Skipped, int Cancelled);

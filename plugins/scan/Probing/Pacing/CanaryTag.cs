namespace Runner.Plugins.Scan.Probing.Pacing;

/// <summary>What is known of a canary when it is sent.</summary>
/// <param name="Flight">Its flight.</param>
/// <param name="Canary">The how-manieth canary it is.</param>
/// <param name="Probe">The how-manieth probe it is.</param>
/// <param name="At">When it was sent, in seconds.</param>
readonly record struct CanaryTag(int Flight, int Canary, long Probe, double At);

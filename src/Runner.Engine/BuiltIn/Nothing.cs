namespace Runner.Engine.BuiltIn;

/// <summary>What an action answers that has nothing to say.</summary>
sealed record Nothing;

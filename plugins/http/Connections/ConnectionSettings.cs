namespace Runner.Plugins.Http;

/// <summary>What connections must have in common to be shared.</summary>
sealed record ConnectionSettings(bool VerifyTls);

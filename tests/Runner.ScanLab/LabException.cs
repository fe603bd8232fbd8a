namespace Runner.ScanLab;

/// <summary>The lab cannot do what it was told to: the message says what and why.</summary>
sealed class LabException(string message) : Exception(message);

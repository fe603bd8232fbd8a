namespace Runner.Sdk;

/// <summary>Marks an input whose value is masked wherever the run shows text, also when the workflow wrote it out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

namespace Runner.Engine.Binding;

/// <summary>A value that an expression answered does not fit the input that it is for.</summary>
sealed class BindingException(string message, string? help, Exception? inner = null) : Exception(message, inner)
{
    public string? Help { get; } = help;
}

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>The API answered that it did not do it.</summary>
public class ApiException(string message, int status, Dictionary<string, string> headers, string body, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The headers of the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>Its body.</summary>
    public string Body => body;

    internal ApiException(ApiException same) : this(same.Message, same.Status, new(same.Headers, StringComparer.OrdinalIgnoreCase), same.Body)
    {
    }
}

/// <summary>The API answered that it did not do it, as it documents.</summary>
public sealed class ApiException<T> : ApiException
{
    internal ApiException(ApiException error, T? problem) : base(error) => Problem = problem;

    /// <summary>What it says.</summary>
    public T? Problem { get; }
}

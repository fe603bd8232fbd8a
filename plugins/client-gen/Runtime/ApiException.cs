namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>The API answered with a failure, or with what it does not document.</summary>
public class ApiException(string message, HttpResponseMessage answer, string body, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = (int)answer.StatusCode;

    /// <summary>The headers of the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = answer.Headers.Concat(answer.Content.Headers).ToDictionary(each => each.Key, each => string.Join(", ", each.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>Its body.</summary>
    public string Body => body;
}
#if ERRORS

/// <summary>The API answered that it did not do it, as it documents.</summary>
public sealed class ApiException<T>(string message, HttpResponseMessage answer, string body, T? problem) : ApiException(message, answer, body)
{
    /// <summary>What it says.</summary>
    public T? Problem => problem;
}
#endif

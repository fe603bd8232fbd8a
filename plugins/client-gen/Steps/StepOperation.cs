using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>An operation as a step has it.</summary>
sealed class StepOperation
{
    /// <summary>Inputs that are not the document's: a parameter of one of these names is written with its place.</summary>
    static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        StepInputNames.Body, StepInputNames.Auth, StepInputNames.BaseUrl, StepInputNames.Server, StepInputNames.ContentType, StepInputNames.Headers, StepInputNames.SaveTo, StepInputNames.Tls, StepInputNames.Proxy, StepInputNames.ConnectTimeout, StepInputNames.MaxBodySize,
    };

    /// <param name="name">Its name, without the client's.</param>
    /// <param name="api">The operation.</param>
    public StepOperation(string name, ApiOperation api)
    {
        (Name, Api) = (name, api);
        var used = new HashSet<string>(Own, StringComparer.OrdinalIgnoreCase);
        var parameters = new List<StepParameter>();
        foreach (var parameter in api.Parameters)
        {
            var clashes = Own.Contains(parameter.Name) || api.Parameters.Count(other => string.Equals(other.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)) > 1;
            var input = clashes ? $"{PlaceOf(parameter)}.{parameter.Name}" : parameter.Name;
            // Two that differ in case only, in one place.
            for (var number = 2; !used.Add(input); number++) input = $"{PlaceOf(parameter)}.{parameter.Name}.{number}";
            parameters.Add(new(input, parameter));
        }

        Parameters = parameters;
    }

    /// <summary>Its name, without the client's.</summary>
    public string Name { get; }

    /// <summary>The operation.</summary>
    public ApiOperation Api { get; }

    /// <summary>Its parameters with the names of their inputs.</summary>
    public IReadOnlyList<StepParameter> Parameters { get; }

    /// <summary>The bodies to choose from, JSON first.</summary>
    public IReadOnlyList<ApiContent> Bodies => Api.Body is null ? [] : [.. Api.Body.Contents.OrderByDescending(static content => MediaType.IsJson(content.MediaType))];

    static string PlaceOf(ApiParameter parameter) => parameter.Place switch
    {
        ParameterPlace.Path => "path",
        ParameterPlace.Header => "header",
        ParameterPlace.Cookie => "cookie",
        _ => "query",
    };
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Input">What a step calls it.</param>
/// <param name="Api">The parameter.</param>
sealed record StepParameter(string Input, ApiParameter Api);

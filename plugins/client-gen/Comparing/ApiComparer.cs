using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Comparing;

/// <summary>Finds what changed between two versions of an API, and what of it breaks callers.</summary>
sealed class ApiComparer
{
    readonly List<ApiChange> changes = [];
    readonly SchemaComparer schemas;

    ApiComparer() => schemas = new(changes);

    /// <summary>The changes, in the order of the documents.</summary>
    public static IReadOnlyList<ApiChange> Compare(ApiModel old, ApiModel fresh)
    {
        var comparer = new ApiComparer();
        var before = old.Operations.GroupBy(KeyOf).ToDictionary(static each => each.Key, static each => each.First());
        var after = fresh.Operations.GroupBy(KeyOf).ToDictionary(static each => each.Key, static each => each.First());
        foreach (var (key, operation) in before)
        {
            if (!after.TryGetValue(key, out var now)) comparer.Note(NameOf(operation), "is gone", true);
            else comparer.Operation(operation, now);
        }

        foreach (var (key, operation) in after) if (!before.ContainsKey(key)) comparer.Note(NameOf(operation), "is new", false);
        return [.. comparer.changes.Distinct()];
    }

    /// <summary>What a path's parameters are called does not matter on the wire.</summary>
    static string KeyOf(ApiOperation operation) => $"{operation.Method} {System.Text.RegularExpressions.Regex.Replace(operation.Path, @"\{[^}]*\}", "{}")}";

    static string NameOf(ApiOperation operation) => $"{operation.Method} {operation.Path}";

    void Note(string where, string what, bool breaks) => changes.Add(new(where, what, breaks));

    void Operation(ApiOperation old, ApiOperation now)
    {
        var where = NameOf(now);
        if (old.Id != now.Id) Note(where, $"the operationId was {old.Id ?? "none"}, and is {now.Id ?? "none"}: its method is called otherwise", true);
        if (!old.IsDeprecated && now.IsDeprecated) Note(where, "is deprecated", false);
        Parameters(old, now, where);
        Body(old.Body, now.Body, where);
        Responses(old, now, where);
        var (was, isNow) = (Alternatives(old), Alternatives(now));
        if (!was.ToHashSet().SetEquals(isNow)) Note(where, $"who asks was proved by {Said(was)}, and is by {Said(isNow)}", was.Except(isNow).Any() || was.Count == 0);
    }

    static List<string> Alternatives(ApiOperation operation) => [.. operation.Security.Select(static each => string.Join('+', each.Needs.Select(static need => need.Scheme)))];

    static string Said(List<string> alternatives) => alternatives.Count == 0 ? "nothing" : string.Join(" or ", alternatives.Select(static each => each.Length == 0 ? "nothing" : each));

    void Parameters(ApiOperation old, ApiOperation now, string where)
    {
        foreach (var parameter in old.Parameters.Where(static each => each.Place != ParameterPlace.Path))
            if (!now.Parameters.Any(each => IsSame(each, parameter))) Note(where, $"the {Words(parameter)} is gone", true);
        foreach (var parameter in now.Parameters.Where(static each => each.Place != ParameterPlace.Path))
        {
            if (old.Parameters.FirstOrDefault(each => IsSame(each, parameter)) is not { } before)
            {
                Note(where, $"the {Words(parameter)} is new{(parameter.IsRequired ? ", and must be given" : "")}", parameter.IsRequired);
                continue;
            }

            if (!before.IsRequired && parameter.IsRequired) Note(where, $"the {Words(parameter)} must be given", true);
            if ((before.Style, before.Explode, before.ContentType) != (parameter.Style, parameter.Explode, parameter.ContentType)) Note(where, $"the {Words(parameter)} is written otherwise", true);
            schemas.Compare(before.Schema, parameter.Schema, $"{where} {parameter.Name}", Direction.Sent);
        }

        static bool IsSame(ApiParameter one, ApiParameter other) => one.Place == other.Place && one.Name == other.Name;
        static string Words(ApiParameter parameter) => $"{parameter.Place.ToString().ToLowerInvariant()} parameter {parameter.Name}";
    }

    void Body(ApiBody? old, ApiBody? now, string where)
    {
        if (now is null)
        {
            if (old is not null) Note(where, "takes no body any more", true);
            return;
        }

        if (old is null)
        {
            Note(where, now.IsRequired ? "needs a body" : "may have a body", now.IsRequired);
            return;
        }

        if (!old.IsRequired && now.IsRequired) Note(where, "needs its body", true);
        foreach (var content in old.Contents)
        {
            if (now.Contents.FirstOrDefault(each => each.MediaType == content.MediaType) is not { } other) Note(where, $"takes no {content.MediaType} any more", true);
            else schemas.Compare(content.Schema, other.Schema, $"{where} body", Direction.Sent);
        }

        foreach (var content in now.Contents) if (old.Contents.All(each => each.MediaType != content.MediaType)) Note(where, $"takes {content.MediaType} too", false);
    }

    void Responses(ApiOperation old, ApiOperation now, string where)
    {
        foreach (var response in old.Responses)
        {
            if (now.Responses.FirstOrDefault(each => each.Status == response.Status) is not { } other)
            {
                Note(where, $"does not document {response.Status} any more", response.IsSuccess);
                continue;
            }

            foreach (var content in response.Contents)
            {
                if (other.Contents.FirstOrDefault(each => each.MediaType == content.MediaType) is not { } same) Note(where, $"answers {response.Status} without {content.MediaType}", true);
                else schemas.Compare(content.Schema, same.Schema, $"{where} {response.Status}", Direction.Received);
            }
        }

        foreach (var response in now.Responses) if (old.Responses.All(each => each.Status != response.Status)) Note(where, $"documents {response.Status}", false);
    }
}

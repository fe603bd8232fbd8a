// Asks two services the same and compares what they answer: the old version and the new one, staging and
// production. Bodies of JSON are compared as data: the order of fields and white space do not matter.
//
//   runner run compare-services.csx --input left=https://api.example.com --input right=https://staging.example.com --input paths=/users,/orders
//
//   left, right   the services, as the URLs that the paths are appended to
//   paths         what to ask for, with commas between                          (/)
//   ignore        fields of JSON that may differ, at any depth, with commas between

using System.Text.Json.Nodes;

var ignored = Inputs.Get("ignore", "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
var http = Use(new HttpSession());

var compared = await ForEach(Inputs.Get("paths", "/").Split(','), 4, path => Step(path, async () =>
{
    var answers = await Task.WhenAll(Ask(Inputs["left"]), Ask(Inputs["right"]));
    return new { Path = path, Differences = string.Join("; ", Differences(answers[0], answers[1])) };

    Task<HttpResponse> Ask(string service) => http.GetAsync(service.TrimEnd('/') + path, Cancel);
}));

Log(Table(compared.Select(each => new { each.Path, Result = each.Differences is "" ? "the same" : each.Differences })));
Output("compared", compared);
var different = compared.Where(each => each.Differences.Length > 0).Select(each => each.Path).ToList();
Expect(() => different.Count == 0);

IEnumerable<string> Differences(HttpResponse left, HttpResponse right)
{
    if (left.Status != right.Status) yield return $"status {left.Status} and {right.Status}";
    if (left.ContentType != right.ContentType) yield return $"content type {left.ContentType} and {right.ContentType}";
    if (left.ContentType != "application/json" || right.ContentType != "application/json")
    {
        if (!left.GetBytes().Span.SequenceEqual(right.GetBytes().Span)) yield return $"bodies of {left.Size} and {right.Size} bytes";
        yield break;
    }
    foreach (var place in Places("", JsonNode.Parse(left.Body), JsonNode.Parse(right.Body))) yield return place;
}

// Where two values differ, as /data/0/name.
IEnumerable<string> Places(string at, JsonNode? left, JsonNode? right)
{
    if (left is JsonObject one && right is JsonObject other)
        return one.Select(field => field.Key).Union(other.Select(field => field.Key)).Where(name => !ignored.Contains(name))
            .SelectMany(name => Places($"{at}/{name}", one[name], other[name]));
    if (left is JsonArray first && right is JsonArray second && first.Count == second.Count)
        return first.Zip(second).SelectMany((pair, i) => Places($"{at}/{i}", pair.First, pair.Second));
    return JsonNode.DeepEquals(left, right) ? [] : [$"{(at is "" ? "the body" : at)} is {Short(left)} and {Short(right)}"];
}

string Short(JsonNode? node) => (node?.ToJsonString() ?? "nothing") is { Length: > 40 } text ? text[..40] + "…" : node?.ToJsonString() ?? "nothing";

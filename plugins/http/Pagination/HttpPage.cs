using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">Its items; empty when the answer is an error.</param>
/// <param name="HasMore">Whether another page follows it, as far as it says.</param>
/// <param name="Response">The whole answer.</param>
public sealed record HttpPage(IReadOnlyList<JsonElement> Items, bool HasMore, HttpResponse Response);

using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>One event of a stream of server-sent events (HTML Standard, section 9.2).</summary>
public sealed class ServerSentEvent
{
    readonly string stream;
    JsonElement? json;

    internal ServerSentEvent(string id, string name, string data, string stream)
    {
        Id = id;
        Event = name;
        Data = data;
        this.stream = stream;
    }

    /// <summary>The id that the server gave to it or to one before it; empty when it gave none.</summary>
    public string Id { get; }

    /// <summary>What the server calls this kind of event; <c>message</c> when it does not say.</summary>
    public string Event { get; }

    /// <summary>The data; several data lines are joined with line feeds.</summary>
    public string Data { get; }

    /// <summary>The data as JSON. Using it is an error when the data is not JSON.</summary>
    /// <exception cref="ProtocolException">The data is not JSON.</exception>
    [PresentWhen(nameof(MayBeJson))]
    public JsonElement Json
    {
        get
        {
            try
            {
                return json ??= JsonElement.Parse(Data);
            }
            catch (JsonException cause)
            {
                throw new ProtocolException(stream, $"The event `{Event}` of {stream} has data that is not JSON: {Words.Quote(Data)}.", cause);
            }
        }
    }

    internal bool MayBeJson => JsonBody.MayBe(System.Text.Encoding.UTF8.GetBytes(Data.Length > 64 ? Data[..64] : Data));

    /// <summary>The event's name and data: for logs and debuggers.</summary>
    public override string ToString() => $"{Event}: {Data}";
}

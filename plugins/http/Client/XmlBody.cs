using System.Xml;
using System.Xml.Linq;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A body as XML, and a clear word when it is none.</summary>
static class XmlBody
{
    internal static XDocument Parse(HttpResponse response)
    {
        try
        {
            // A DTD is skipped: nothing is fetched, and its entities are unknown, so that none is ever expanded.
            using var reader = XmlReader.Create(new StringReader(response.Body), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            return XDocument.Load(reader);
        }
        catch (XmlException cause)
        {
            var what = response.Size == 0 ? "has no body" : $"has a body of {response.DeclaredType ?? "no declared type"} that is not XML: {cause.Message.TrimEnd('.')}";
            throw new ProtocolException(response.Url, $"The answer {response.Status} of {response.Url} {what}.", cause) { Status = response.Status };
        }
    }
}

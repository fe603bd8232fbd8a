using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Runner.PluginHost.Shapes;

/// <summary>The documentation comments of assemblies, from the XML files that the compiler wrote beside them.</summary>
sealed class XmlDocumentation
{
    readonly Dictionary<Assembly, Dictionary<string, XElement>> files = [];

    /// <summary>What the comment of a type says.</summary>
    public string? Of(Type type) => Summary(type, $"T:{NameOf(type)}");

    /// <summary>What the comment of a property says; for a positional record's, the comment of its parameter.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Summary(type, $"P:{NameOf(type)}.{property.Name}") ?? Parameter(type, property.Name);
    }

    string? Summary(Type type, string member) =>
        Members(type.Assembly).GetValueOrDefault(member)?.Element("summary") is { } summary ? Flatten(summary) : null;

    string? Parameter(Type type, string name)
    {
        var parameter = Members(type.Assembly).GetValueOrDefault($"T:{NameOf(type)}")?.Elements("param")
            .FirstOrDefault(element => element.Attribute("name")?.Value == name);
        return parameter is null ? null : Flatten(parameter);
    }

    Dictionary<string, XElement> Members(Assembly assembly)
    {
        if (!files.TryGetValue(assembly, out var members)) files[assembly] = members = Read(Path.ChangeExtension(assembly.Location, ".xml"));
        return members;
    }

    static Dictionary<string, XElement> Read(string path)
    {
        var members = new Dictionary<string, XElement>();
        if (!File.Exists(path)) return members;
        try
        {
            foreach (var member in XDocument.Load(path).Descendants("member"))
                if (member.Attribute("name") is { } name) members[name.Value] = member;
        }
        catch (XmlException)
        {
            // Descriptions are a comfort: a plugin with a damaged documentation file works without them.
        }

        return members;
    }

    static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    static string? Flatten(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        var line = string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line;
    }

    static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText words) text.Append(words.Value);
            else if (node is XElement inner)
            {
                if (inner.Name.LocalName is "para" or "item" or "br") text.Append(' ');
                if (inner.IsEmpty || !inner.Nodes().Any()) text.Append(Reference(inner));
                else Append(text, inner);
                if (inner.Name.LocalName is "para" or "item") text.Append(' ');
            }
        }
    }

    /// <summary>What <c>&lt;see/&gt;</c>, <c>&lt;paramref/&gt;</c> and their like are in plain text.</summary>
    static string Reference(XElement element)
    {
        if (element.Attribute("cref") is { } cref) return ShortName(cref.Value);
        return (element.Attribute("langword") ?? element.Attribute("name") ?? element.Attribute("href"))?.Value ?? "";
    }

    /// <summary><c>M:Ns.Type.Method(System.String)</c> is <c>Method</c>; <c>T:Ns.List`1</c> is <c>List</c>.</summary>
    static string ShortName(string cref)
    {
        var name = cref.AsSpan(cref.IndexOf(':') + 1);
        if (name.IndexOf('(') is >= 0 and var parameters) name = name[..parameters];
        name = name[(name.LastIndexOf('.') + 1)..];
        if (name.IndexOf('`') is >= 0 and var arity) name = name[..arity];
        return name.ToString();
    }
}

using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.Workflows.Tests.Fixtures;

/// <summary>
/// A few actions such as plugins describe them, written out by hand: one of each kind of input, nested objects, a
/// connection and who opens it, and a plugin that was refused.
/// </summary>
sealed class TestCatalogue : IActionCatalogue
{
    const string ServerType = "Http.StubServer";

    static readonly TypeShape Integer = new(ShapeKind.Integer);
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    static readonly TypeShape Response = ObjectOf(
        new("status", Integer),
        new("headers", MapOf(TypeShape.String)),
        new("body", TypeShape.String),
        new("json", TypeShape.Any),
        new("url", TypeShape.String),
        new("timings", ObjectOf(new("connect", Duration), new("total", Duration))),
        new("certificate", ObjectOf(new("subject", TypeShape.String), new("daysLeft", Integer)) with { Nullable = true }));

    static readonly FieldShape[] RequestInputs =
    [
        new("url", TypeShape.String) { Required = true, Description = "Where to send the request" },
        new("headers", MapOf(TypeShape.String)),
        new("query", MapOf(ListOf(TypeShape.String))),
        new("auth", ObjectOf(
            new("bearer", TypeShape.String) { Secret = true },
            new("basic", ObjectOf(
                new("user", TypeShape.String) { Required = true, Description = "Who logs in" },
                new("password", TypeShape.String) { Secret = true })))),
        new("version", new(ShapeKind.Choice) { Choices = ["1.1", "2", "3"] }),
        new("redirects", Integer) { Default = "10" },
        new("verify", TypeShape.Boolean) { Default = "true" },
        new("max-wait", Duration),
    ];

    /// <summary>The one catalogue; it has no state.</summary>
    public static TestCatalogue Instance { get; } = new();

    readonly Dictionary<string, ActionDescriptor> actions = new ActionDescriptor[]
    {
        new("http.get", "http", ObjectOf(RequestInputs), Response) { TypeName = "Http.Get", Idempotent = true, DefaultExpect = "result.status < 400" },
        new("http.post", "http", ObjectOf([.. RequestInputs, new("json", TypeShape.Any), new("form", MapOf(TypeShape.String))]), Response)
        {
            TypeName = "Http.Post", DefaultExpect = "result.status < 400",
        },
        new("http.serve", "http", ObjectOf(
            new("routes", ListOf(ObjectOf(
                new("path", TypeShape.String) { Required = true, Description = "The path that the route answers" },
                new("status", ListOf(Integer)),
                new("delay", Duration),
                new("json", TypeShape.Any)))) { Required = true },
            new("port", Integer with { Nullable = true }) { Minimum = 0, Maximum = 65535 }), ObjectOf(new FieldShape("url", TypeShape.String)))
        {
            TypeName = "Http.Serve", Opens = ServerType,
        },
        new("http.calls", "http", ObjectOf(new FieldShape("server", new(ShapeKind.Connection) { ConnectionType = ServerType }) { Required = true }),
            ObjectOf(new FieldShape("paths", ListOf(TypeShape.String))))
        {
            TypeName = "Http.Calls",
        },
        new("scan.ports", "scan", ObjectOf(
            new("host", TypeShape.String) { Required = true },
            new("ports", ListOf(Integer)),
            new("ratio", TypeShape.Number)), ObjectOf(new FieldShape("open", ListOf(ObjectOf(new("port", Integer), new("banner", TypeShape.String))))))
        {
            TypeName = "Scan.Ports",
        },
        new("feed.read", "feed", ObjectOf(
            new("url", TypeShape.String) { Required = true, Starts = ["http://", "https://"], StartsUnless = "base" },
            new("base", TypeShape.String) { Starts = ["/"] },
            new("mirrors", ListOf(TypeShape.String)) { Starts = ["http://", "https://"] },
            new("pages", Integer) { Minimum = 1, Maximum = 100 },
            new("size", Integer) { Minimum = 0 }), ObjectOf(new FieldShape("items", ListOf(TypeShape.Any))))
        {
            TypeName = "Feed.Read",
        },
        new("box.run", "box", ObjectOf(
            new("command", TypeShape.String) { Required = true, ShellCommand = true },
            new("login", TypeShape.String) { Deprecated = "use `account`." },
            new("account", TypeShape.String),
            new("hooks", ListOf(ObjectOf(new("script", TypeShape.String) { ShellCommand = true }, new("old", TypeShape.String) { Deprecated = "" })))), ObjectOf(new FieldShape("output", TypeShape.String)))
        {
            TypeName = "Box.Run",
        },
        new("box.start", "box", ObjectOf(), ObjectOf()) { TypeName = "Box.Start", Deprecated = "use box.run." },
        new("box.halt", "box", ObjectOf(), ObjectOf()) { TypeName = "Box.Halt", Deprecated = "" },
        new("box.erase", "box", ObjectOf(), ObjectOf()) { TypeName = "Box.Erase" },
    }.ToDictionary(action => action.Name);

    public IEnumerable<ActionDescriptor> Actions => actions.Values;

    public ActionDescriptor? Find(string name) => actions.GetValueOrDefault(name);

    public string? RefusalOf(string plugin) => plugin == "ssh" ? "it was built for ApiVersion 9, and this Runner speaks 1" : null;

    static TypeShape ObjectOf(params FieldShape[] fields) => new(ShapeKind.Object) { Fields = fields };

    static TypeShape ListOf(TypeShape element) => new(ShapeKind.List) { Element = element };

    static TypeShape MapOf(TypeShape element) => new(ShapeKind.Map) { Element = element };
}
